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
    return { problems: firstOf(document.errors).map((error) => syntaxProblem(error, lineCounter)) };
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

/** A parser that lost its way complains again and again; only the first complaint is about what is written. */
function firstOf(errors: readonly YAMLError[]): readonly YAMLError[] {
  const repeated = errors.filter(({ code }) => code === "DUPLICATE_KEY");
  return errors.length === repeated.length ? repeated : errors.slice(0, 1);
}

/** The parser's words in ours: what is wrong, and what to do. They never hold the text of the file, which may be a secret. */
const SYNTAX: readonly (readonly [RegExp, string, string])[] = [
  [/must be unique/, "this key is there twice", "keep one of the two"],
  [/^Tabs/, "a tab indents this line", "indent with spaces"],
  [/multiple documents/, "a second YAML document starts here", "keep one document in the file"],
  [/^Flow (map|sequence)/, 'a "{" or "[" further up is not closed', "close it"],
  [/^Missing closing/, "a quote is not closed", "close it"],
  [
    /^Nested mappings/,
    'a second ": " on one line',
    "put the value in quotes, or its key on a line of its own",
  ],
  [
    /cannot start with/,
    "a value begins with a character that has a meaning in YAML",
    "put the value in quotes",
  ],
  [
    /same column/,
    "this line is indented otherwise than its neighbours",
    "indent the keys of one mapping alike",
  ],
  [/^Implicit (map )?keys/, 'a key has no ": " behind it', "write it as key: value"],
  [/at node end$/, "something follows a value that had ended", "check the indentation and the quotes"],
  [/^Invalid escape/, "a backslash in double quotes", "use single quotes"],
];

function syntaxProblem({ message, pos }: YAMLError, lines: LineCounter): Problem {
  const { line, col } = lines.linePos(pos[0]);
  const known = SYNTAX.find(([pattern]) => pattern.test(message));
  return {
    path: `line ${line}, column ${col}`,
    reason: known?.[1] ?? "this is not valid YAML",
    fix: known?.[2] ?? "check the indentation and the quotes",
  };
}
