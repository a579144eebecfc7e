/** A rule file that was parsed when the command line was bundled. */
export interface PreparedRules {
  /** Of the text that was parsed; another text is parsed again. */
  readonly checksum: string;
  /** `{ groups, lines }`, text so that only the files that a stack uses cost anything. */
  readonly json: string;
}

/** By path. None in the sources: `cli/launch/rules.mjs` fills the bundle's copy of this module. */
export const PREPARED_RULES: Readonly<Record<string, PreparedRules>> = {};
