/** A complaint out of a tool's output: one line, without paths of this machine. */
export interface ToolLine {
  /** File it is about, where the tool names one. */
  readonly file?: string;
  readonly text: string;
}

/** Lines that only say what is being done, or that something was found. */
const NOISE =
  /^(Checking .*|SUCCESS.*|FAILED:|amtool: error: failed to validate.*|lokitool: error: check operation.*)$/;
/** What loki and promtail add to everything. */
const ADVICE = /\.? Use `-config\.expand-env=true` flag.*$/;
const PREAMBLE =
  /^(failed parsing config|Unable to parse config|parsing YAML file|unable to parse rules files?):? /i;
/** lokitool logs in logfmt. */
const LOGFMT = /level=error .*?error="((?:[^"\\]|\\.)*)" file=(\S+)/;
/** The lines of promtool's lint that belong to the one before. */
const CONTINUED = /^(Metric:|Label\(s\):|\t|Might cause)/;

/**
 * Every complaint in the output of a checking tool. `folder` is where the checked files lay: its paths become the files'
 * names, as `npm run render` writes them.
 */
export function toolLines(output: string, folder: string): readonly ToolLine[] {
  const found: ToolLine[] = [];
  let header: ToolLine | undefined;
  for (const raw of withoutPaths(output, folder).split("\n")) {
    const last = found.at(-1);
    if (CONTINUED.test(raw) && last !== undefined) {
      found[found.length - 1] = { ...last, text: `${last.text} ${raw.trim()}` };
      continue;
    }
    const line = toolLine(raw.trim().replace(/^Checking .*FAILED: |^FAILED: /, ""));
    if (line === undefined) continue;
    // `yaml: unmarshal errors:` names the file of the lines below it.
    if (line.text === "") header = line;
    else found.push(line.text.startsWith("line ") ? { ...header, ...line } : line);
  }
  const [first = "failed without a word"] = output.split("\n").filter((line) => line.trim() !== "");
  return found.length > 0 ? found : [{ text: withoutPaths(first, folder) }];
}

function withoutPaths(text: string, folder: string): string {
  const escaped = folder.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return text.replaceAll(new RegExp(`${escaped}/[\\w-]+/`, "g"), "");
}

function toolLine(line: string): ToolLine | undefined {
  if (line === "" || NOISE.test(line)) return undefined;
  const logged = LOGFMT.exec(line);
  if (logged !== null) return { file: logged[2] ?? "", text: (logged[1] ?? "").replaceAll('\\"', '"') };
  const text = line.replace(ADVICE, "").replace(PREAMBLE, "");
  const named = /^([\w.-]+\.(?:ya?ml|alloy)):(?:(\d+):\d+:)? ?(?:\d+:\d+: )?(.*)$/s.exec(text);
  const file = named?.[1];
  const place = named?.[2] === undefined ? "" : `line ${named[2]}: `;
  const rest = plain(named?.[3] ?? text);
  return { ...(file === undefined ? {} : { file }), text: `${place}${rest}` };
}

/** Go's and JSON Schema's words in ours. */
function plain(text: string): string {
  return schemaLeaves(text)
    .replace(/^yaml: unmarshal errors:$/, "")
    .replace(/field (\S+) not found in type \S+/, 'there is no key "$1" here')
    .replace(/field (\S+) already set in type \S+/, 'key "$1" stands twice')
    .replace(/could not parse expression: \d+:\d+: parse error: /, "its query does not parse: ")
    .trim();
}

/** Of a JSON Schema's tree of failures the leaves: `at '/spec': additional properties 'replica' not allowed`. */
function schemaLeaves(text: string): string {
  const match = /^(\w+) (\S+) status\w+: (.*)$/s.exec(text);
  if (match === null) return text;
  const [, kind = "", name = "", message = ""] = match;
  const leaves = [...message.matchAll(/- (at '[^']*': (?:(?! {2,}- at ).)*)/gs)]
    .map(([, leaf = ""]) => leaf.trim())
    .filter((leaf) => !/: ('(all|any|one)Of' failed|validation failed|.*want null)$/.test(leaf));
  return `${kind} ${name}: ${leaves.length === 0 ? message : [...new Set(leaves)].join(", ")}`;
}
