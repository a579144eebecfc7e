/** How one external program is pinned: its version, and the two ways of getting exactly that version. */
export interface ToolPin {
  /** File name of the program, and its key in the table. */
  readonly name: string;
  /** Version of the program, without a leading "v". It is the version of the image that the stack runs, where there is one. */
  readonly version: string;
  /** `check`: needed by `npm test`. `e2e`: needed only by `npm run test:e2e`. */
  readonly group: ToolGroup;
  /** What the program is used for, in a few words; shown by `npm run tools -- list`. */
  readonly purpose: string;
  readonly source: GoSource;
  /** The project's own release archive, tried first. Leave out where upstream publishes none. */
  readonly release?: OfficialRelease;
}

export type ToolGroup = "check" | "e2e";

/** A program built from a Go module whose content is fixed by Go's checksum database. */
export interface GoSource {
  /** Module path, for instance `github.com/prometheus/prometheus`. */
  readonly module: string;
  /** Exact module versions in order of preference: the next is tried only when a module proxy does not serve the one before. */
  readonly versions: readonly [string, ...string[]];
  /** Package inside the module, for instance `cmd/promtool`. @default the module's root */
  readonly package?: string;
  /**
   * Folder under test/tools with a Go main of our own; `module` is then what it imports.
   * It is compiled against exactly `module` plus `requires`.
   */
  readonly ownMain?: string;
  /** Go build tags. @default none */
  readonly tags?: readonly string[];
  /** Linker variables (`-X key=value`); `{version}` stands for the tool's version. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  /** More exact requirements, module path to version. @default none */
  readonly requires?: Readonly<Record<string, string>>;
  /** More `replace` lines, "old => new version"; the module's own ones are repeated by themselves. @default none */
  readonly replaces?: readonly string[];
  /**
   * Version for requirements that the module replaces by a folder of its own repository which is not part of the
   * module (k8s.io/kubernetes and its staging folder). @default such replaces are dropped
   */
  readonly stagingVersion?: string;
  /**
   * Files to put into a copy of the module before building: upstream embeds build results that are not in the module, or
   * imports what no proxy serves. @default none
   */
  readonly addFiles?: Readonly<Record<string, string>>;
  /**
   * Files that take the place of a required module's own, by that module's path: for what nobody here uses and takes
   * minutes to compile. Where the program comes from is then said with it. @default none
   */
  readonly slimmed?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** More environment for the compiler, for instance GOEXPERIMENT. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** An archive of an upstream release. In every text `{version}`, `{os}` and `{arch}` are replaced (Go's names: linux, amd64). */
export interface OfficialRelease {
  readonly url: string;
  /** Upstream's list of SHA-256 sums ("<sum>  <file>" lines). */
  readonly checksums: string;
  /** Path of the program inside the archive. */
  readonly member: string;
}
