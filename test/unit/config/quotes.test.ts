import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { load } from "../../../config/load";
import { StackFileError } from "../../../config/problem";
import type { RawConfig } from "../../../config/raw";
import { readStackText } from "../../../config/read/stack-file";
import { secretUses } from "../../../config/secrets/references";

const ROOT = join(__dirname, "../../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const QUICK_START = read("docs/quick-start.md");
const OPERATIONS = read("docs/operations.md").split("is refused\n").at(-1) ?? "";

/** The stack file that the quick start copies, with one change. */
function mine(right: string, wrong: string): RawConfig {
  const text = read("Pulumi.staging.yaml");
  if (!text.includes(right)) throw new Error(`Pulumi.staging.yaml holds no ${right}`);
  return readStackText({
    project: "vigie",
    stack: "mine",
    file: "Pulumi.mine.yaml",
    text: text.replace(right, wrong),
  });
}

function messageOf(raw: RawConfig): string {
  try {
    load(raw, { requireSecrets: Object.keys(raw.secrets).length > 0 });
  } catch (error) {
    if (error instanceof StackFileError) return error.message;
    throw error;
  }
  throw new Error("was accepted");
}

/** All of its secrets set but one. */
function withoutSecret(missing: string): RawConfig {
  const raw = mine("vigie:environment", "vigie:environment");
  const keys = secretUses(raw.values).map(({ key }) => key);
  const set = keys.filter((key) => key !== missing).map((key) => [key, { state: "sealed" }] as const);
  return { ...raw, secrets: Object.fromEntries(set) };
}

const NO_CONTEXT = () => mine("    context: staging\n", "");

describe("the messages in the docs", () => {
  it.each([
    ["a slip of the hand", () => mine("retention: { time: 15d }", "retenton: { time: 15d }")],
    ["no cluster", NO_CONTEXT],
    ["a missing secret", () => withoutSecret("heartbeatUrl")],
  ])("quick start: %s, verbatim", (_, raw) => {
    expect(QUICK_START).toContain(`\`\`\`text\n${messageOf(raw())}\n\`\`\``);
  });

  it("operations: those of the stack file begin as quoted", () => {
    const quoted = [...OPERATIONS.matchAll(/^\| `(vigie:[^`]*)`/gm)].map(([, text = ""]) =>
      text.split("…").map((part) => part.trim()),
    );
    const said = [messageOf(NO_CONTEXT()), messageOf(withoutSecret("heartbeatUrl"))];

    expect(quoted).toHaveLength(2);
    for (const parts of quoted) {
      expect(said.some((message) => parts.every((part) => message.includes(part)))).toBe(true);
    }
  });
});

it("the README's own product is a valid stack file", () => {
  const block = /```yaml\n([\s\S]*?)```/.exec(read("README.md"))?.[1] ?? "";
  const { config } = parse(block) as { config: Record<string, unknown> };
  const base =
    "config: { vigie:environment: development, vigie:platform: k3s, vigie:cluster: { name: mine } }";
  const raw = readStackText({ project: "vigie", stack: "mine", file: "README.md", text: base });
  const values = { ...raw.values, apps: config["vigie:apps"] };

  expect(load({ ...raw, values }, { requireSecrets: true }).settings.apps.shop?.scrapes).toHaveLength(1);
});
