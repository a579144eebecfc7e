#!/usr/bin/env node
/**
 * Times what users wait for, in pairs within one run, since absolute times do not travel:
 *   render of production against the bare import of the four SDKs; render of 50 systems against 5.
 * `npm run bench` prints the medians and their ratios; it judges nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stackOfSystems } from "./systems.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const WORK = join(ROOT, "rendered", "bench");
const RUNS = Number(process.env.VIGIE_BENCH_RUNS ?? 9);
const LAUNCH = join(ROOT, "cli", "launch.mjs");

rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
const memory = join(WORK, "memory.mjs");
writeFileSync(
  memory,
  'process.on("exit", () => process.stderr.write(`maxrss=${process.resourceUsage().maxRSS}\\n`));\n',
);
const imports = join(WORK, "imports.cjs");
const sdks = ["pulumi", "kubernetes", "cloudflare", "random"];
writeFileSync(imports, sdks.map((name) => `require("@pulumi/${name}");`).join("\n"));

const render = (name, ...stack) => [LAUNCH, "render", ...stack, "--out", join(WORK, name)];
const systems = (count) => {
  const name = `systems-${count}`;
  return render(name, "--config-file", stackOfSystems(ROOT, WORK, count));
};

console.log(`${RUNS} runs of each, in turns, after one that is not counted; Node ${process.version}\n`);
compare(["bare import of the SDKs", [imports]], ["render production", render("production", "production")]);
compare(["render 5 systems", systems(5)], ["render 50 systems", systems(50)]);

function compare(first, second) {
  const sides = [first, second].map(([title, argv]) => ({ title, argv, times: [], memory: 0 }));
  for (let run = 0; run <= RUNS; run += 1) {
    for (const side of sides) {
      const { seconds, kilobytes } = time(side.argv);
      if (run === 0) continue;
      side.times.push(seconds);
      side.memory = Math.max(side.memory, kilobytes);
    }
  }
  for (const { title, times, memory: peak } of sides) {
    const spread = `${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)}`;
    console.log(
      `${title.padEnd(26)} median ${median(times).toFixed(3)} s (${spread}), peak ${Math.round(peak / 1024)} MiB`,
    );
  }
  const [one, other] = sides.map(({ times }) => median(times));
  console.log(`${"ratio".padEnd(26)} ${(other / one).toFixed(2)}\n`);
}

function time(argv) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ["--import", pathToFileURL(memory).href, ...argv], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${argv.join(" ")}\n${stderr}`);
  return { seconds, kilobytes: Number(/maxrss=(\d+)/.exec(stderr)?.[1] ?? 0) };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
