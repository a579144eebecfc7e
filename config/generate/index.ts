import { stackFileSchema } from "./json-schema";
import { referenceText } from "./reference";

/** A committed file whose text derives from the schema. */
export interface GeneratedFile {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** The files that `npm run generate` writes; a test fails when a committed one differs. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    // Not `schema.json`: `./schema` would then mean that file to Node, whose lookup tries `.json` before a folder.
    { path: "config/stack-file.schema.json", text: `${JSON.stringify(stackFileSchema(), null, 2)}\n` },
    { path: "docs/reference/configuration.md", text: referenceText() },
  ];
}
