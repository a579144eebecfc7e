import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { load } from "../../../config/load";
import { StackFileError } from "../../../config/problem";
import { readStackFile } from "../../../config/read/find";
import { RULES } from "../../../config/rules";
import { stackFile } from "../../../config/schema";

const ROOT = join(__dirname, "../../..");
const FOLDER = join(ROOT, "test/broken");
const files = readdirSync(FOLDER);
const broken = files.filter((file) => file.endsWith(".yaml"));

function messageOf(file: string): string {
  try {
    load(readStackFile(join(FOLDER, file), ROOT), { requireSecrets: false });
  } catch (error) {
    if (!(error instanceof StackFileError)) throw error;
    return error.message;
  }
  throw new Error(`${file} was accepted`);
}

describe("a broken stack file", () => {
  it("comes with its message, and there are enough of them", () => {
    const messages = files.filter((file) => file.endsWith(".txt"));
    expect(messages.map((file) => file.replace(/txt$/, "yaml"))).toEqual(broken);
    expect(broken.length).toBeGreaterThanOrEqual(40);
  });

  it.each(broken)("%s is refused with exactly its message", (file) => {
    const expected = readFileSync(join(FOLDER, file.replace(/yaml$/, "txt")), "utf8");
    expect(`${messageOf(file)}\n`).toBe(expected);
  });

  it.each(broken)("%s: the message repeats no secret", (file) => {
    expect(messageOf(file)).not.toMatch(/hunter2|notAReal|v1:AAAA/);
  });
});

/** Rules that only warn; load.test.ts has a case for each. */
const WARNING_ONLY = [
  "alertmanagersAreOdd",
  "lokiHasCollector",
  "longLogsNeedObjectStorage",
  "plainConnectionsStayInside",
  "podSecurityIsRestricted",
  "productObjectivesFitRetention",
  "productionHasHeartbeat",
  "productionIsProtected",
  "promtailIsPastItsEnd",
  "receiversAreUsed",
  "seriesStayFresh",
  "tunnelIsUsed",
];

it("there is a broken stack file for every rule that refuses", () => {
  const all = broken.flatMap((file) => {
    const { values } = readStackFile(join(FOLDER, file), ROOT);
    const { data } = stackFile.safeParse(values);
    return data === undefined ? [] : [data];
  });
  const isProven = ({ check }: (typeof RULES)[number]) =>
    all.some((settings) => check(settings).some(({ level }) => level === "error"));
  const unproven = RULES.filter((rule) => !isProven(rule)).map(({ name }) => name);

  expect(unproven.sort()).toEqual(WARNING_ONLY);
});
