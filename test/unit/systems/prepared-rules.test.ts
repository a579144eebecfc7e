import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { checksum } from "../../../base/serialise";
import { projectFiles } from "../../../systems/load/files";
import { PREPARED_RULES, type PreparedRules } from "../../../systems/load/prepared-rules";
import { ruleReader } from "../../../systems/load/rule-reader";
import { parseRules } from "../../../systems/load/rules";

const ROOT = join(__dirname, "../../..");
const FILE = "rules/platform/nodes.yaml";
const text = readFileSync(join(ROOT, FILE), "utf8");
const prepared = PREPARED_RULES as Record<string, PreparedRules>;

/** As the bundler does it; its modules are ES modules, which jest does not load. */
function preparedRules(): Record<string, PreparedRules> {
  const script =
    'import { preparedRules } from "./cli/launch/rules.mjs"; console.log(JSON.stringify(await preparedRules()))';
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(printed) as Record<string, PreparedRules>;
}

afterEach(() => {
  Reflect.deleteProperty(prepared, FILE);
});

describe("rules that were parsed when the command line was bundled", () => {
  it("are all of ours, as they are read otherwise", () => {
    const all = Object.entries(preparedRules());

    expect(all.length).toBeGreaterThan(20);
    for (const [file, { checksum: seen, json }] of all) {
      const now = readFileSync(join(ROOT, file), "utf8");
      const { groups, lines } = parseRules(file, now);
      expect(seen).toBe(checksum(now));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ groups, lines: [...lines] })));
    }
  });

  it("are taken where the file is still the same", () => {
    const json = '{"groups":[{"name":"prepared","rules":[]}],"lines":[["Prepared",7]]}';
    prepared[FILE] = { checksum: checksum(text), json };

    expect(ruleReader(projectFiles(ROOT)).read(FILE)).toEqual({
      groups: [{ name: "prepared", rules: [] }],
      lines: new Map([["Prepared", 7]]),
      problems: [],
    });
  });

  it("are left where the file has changed since", () => {
    prepared[FILE] = { checksum: checksum("before"), json: '{"groups":[],"lines":[]}' };

    expect(ruleReader(projectFiles(ROOT)).read(FILE).groups.length).toBeGreaterThan(0);
  });
});
