import { LineCounter, parseDocument, visit, type Document, type YAMLError } from "yaml";
import type { Problem } from "../problem";

/** Parsed YAML, or the syntax errors with their lines. */
export type Parsed = { readonly value: unknown } | { readonly problems: readonly Problem[] };

/** Reads one YAML document the way Pulumi's own reader (go-yaml) does where the two could differ. */
export function parseYaml(text: string): Parsed {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    // go-yaml follows `<<` and refuses a key that is there twice.
    merge: true,
    uniqueKeys: true,
    customTags: ["timestamp"],
  });
  if (document.errors.length > 0) {
    return { problems: document.errors.map((error) => syntaxProblem(error, lineCounter)) };
  }
  const dangling = danglingAliases(document, lineCounter);
  return dangling.length > 0 ? { problems: dangling } : { value: document.toJS() as unknown };
}

/** An unquoted password that begins with `*` reads as a reference to an anchor; its text is not repeated. */
function danglingAliases(document: Document, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return;
      const { line, col } = lines.linePos(node.range?.[0] ?? 0);
      problems.push({
        path: `line ${line}, column ${col}`,
        reason:
          'a text that begins with "*" refers to an anchor (&) further up, and there is none of this name',
        fix: "put the text in quotes, or define the anchor",
      });
    },
  });
  return problems;
}

function syntaxProblem(error: YAMLError, lines: LineCounter): Problem {
  const { line, col } = lines.linePos(error.pos[0]);
  const path = `line ${line}, column ${col}`;
  if (error.code === "DUPLICATE_KEY") {
    return { path, reason: "this key is there twice", fix: "keep one of the two" };
  }
  if (error.code === "TAB_AS_INDENT") {
    return { path, reason: "a tab indents this line", fix: "indent with spaces" };
  }
  if (error.code === "MULTIPLE_DOCS") {
    return { path, reason: "a second YAML document starts here", fix: "keep one document in the file" };
  }
  // What stands behind the colon is the text of the file.
  const [what = ""] = error.message.split(":");
  return {
    path,
    reason: `not valid YAML: ${firstLower(what)}`,
    fix: "check the indentation and the quotes",
  };
}

function firstLower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
