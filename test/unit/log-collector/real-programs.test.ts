import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toYaml } from "../../../base/serialise";
import { alloyConfig, logPipeline, promtailConfig } from "../../../components/log-collector";
import type { StackFile } from "../../../config/schema";
import { toolPath } from "../../tools/install";
import { alloySyntax, promtailCheckSyntax } from "../../tools/run";
import { planWith, settingsWith } from "../../kit";

const EVERYTHING: Partial<StackFile> = {
  logs: {
    pods: { excludeNamespaces: ["kube-system"], dropDebug: true },
    staticFiles: [{ job: "app", path: "/srv/app/$x/*.log", labels: { team: 'a "b" \\c' } }],
  },
};

function pipeline(changes: Partial<StackFile> = {}) {
  return logPipeline(planWith(settingsWith(changes)));
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-logs-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe("the programs accept what is printed for them", () => {
  test.each([
    ["defaults", {}],
    ["everything", EVERYTHING],
  ])(
    "Promtail: %s",
    async (name, changes) => {
      const file = await written(`${name}.yaml`, toYaml(promtailConfig(pipeline(changes))));

      expect(await promtailCheckSyntax(file)).toMatchObject({ ok: true });
    },
    60_000,
  );

  test("Promtail refuses an unknown stage, so the check above can fail", async () => {
    const config = { scrape_configs: [{ job_name: "x", pipeline_stages: [{ regx: {} }] }] };
    const file = await written(
      "broken.yaml",
      toYaml({ ...promtailConfig(pipeline()), ...config, nonsense: 1 }),
    );

    expect(await promtailCheckSyntax(file)).toMatchObject({ ok: false });
  }, 60_000);

  test.each([
    ["defaults", {}],
    ["everything", EVERYTHING],
  ])(
    "Alloy's parser: %s",
    async (name, changes) => {
      const file = await written(`${name}.alloy`, alloyConfig(pipeline(changes)));

      expect(await alloySyntax(file)).toMatchObject({ ok: true });
    },
    60_000,
  );

  test("Alloy's parser refuses an open string, so the check above can fail", async () => {
    const file = await written("broken.alloy", `${alloyConfig(pipeline())}\nlogging { level = "info }\n`);

    expect(await alloySyntax(file)).toMatchObject({ ok: false });
  }, 60_000);
});

/** Lines as the container runtime writes them, and the level each must get. */
const LINES: readonly (readonly [level: string, line: string])[] = [
  ["info", '{"level":"info","msg":"no error here"}'],
  ["error", '{"time":"2026-01-02","severity":"ERROR","message":"x"}'],
  ["warning", '{"level":40,"time":1,"msg":"pino"}'],
  ["critical", '{"level":60,"msg":"pino fatal"}'],
  ["warning", "ts=2026-01-02 level=warn msg=slow"],
  ["debug", 'level="debug" msg=x'],
  ["info", "2026-01-02T00:00:00Z  INFO shop::api: started"],
  [
    "info",
    "\u001b[2m2026-01-02T00:00:00Z\u001b[0m \u001b[32m INFO\u001b[0m \u001b[2mshop\u001b[0m: coloured",
  ],
  ["warning", "WARNING:root:python"],
  ["error", "2026-01-02 10:00:00.000 UTC [42] ERROR:  relation does not exist"],
  ["info", "2026-01-02 10:00:00.000 UTC [42] LOG:  checkpoint starting"],
  ["critical", "2026-01-02 10:00:00.000 UTC [42] FATAL:  password authentication failed"],
  ["error", "2026/01/02 00:00:00 [error] 31#31: *1 open() failed"],
  ["error", "E0829 12:00:00.000000       1 controller.go:1] failed"],
  ["warning", "W0829 12:00:00.000000       1 reflector.go:1] watch ended"],
  ["trace", "TRACE very chatty"],
  ["unknown", "finished without error"],
  ["unknown", "compression level: 6, user level=admin"],
  ["unknown", "GET /health 200"],
  ["error", "user level=admin ERROR: denied"],
];

describe("levels, by Promtail itself", () => {
  let levels: readonly string[];
  beforeAll(async () => {
    const file = await written("levels.yaml", toYaml(promtailConfig(pipeline())));
    const input = LINES.map(([, line]) => `2026-01-02T00:00:00Z stdout F ${line}\n`).join("");
    const output = await dryRun(file, input);
    levels = [...output.matchAll(/\{[^}]*level="(\w+)"[^}]*\}/g)].map(([, level]) => level ?? "");
  }, 60_000);

  test("every line comes out", () => {
    expect(levels).toHaveLength(LINES.length);
  });

  test.each(LINES.map(([level, line], index) => [level, line, index] as const))(
    "%s: %s",
    (level, _, index) => {
      expect(levels[index]).toBe(level);
    },
  );
});

/** Promtail reads lines from its input through the first source's stages and prints them with their labels. */
function dryRun(file: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(toolPath("promtail"), ["-stdin", "-dry-run", `-config.file=${file}`]);
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => {
      resolve(output);
    });
    child.stdin.end(input);
  });
}
