import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PROGRAMS } from "../catalogue/programs";
import { freePort } from "../catalogue/run-program";
import { toolPath } from "../install";
import { run } from "../process";
import type { RuleGroup } from "../../../systems/plan";

export interface Server {
  readonly url: string;
  /** Ends the program and removes what it wrote. */
  readonly stop: () => void;
}

interface Running {
  readonly url: string;
  readonly kill: () => void;
}

const READY_WITHIN = 60_000;

/**
 * A Prometheus on loopback that holds the given samples, and what the recording rules make of them.
 * @param levels groups of recording rules; each level may read what those before it make
 * @throws Error with the program's words when it cannot be filled or does not answer
 */
export async function filledPrometheus(
  samples: string,
  levels: readonly (readonly RuleGroup[])[],
  span: { readonly start: number; readonly end: number },
): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-panels-"));
  const data = join(folder, "data");
  mkdirSync(data);
  writeFileSync(join(folder, "samples"), samples);
  writeFileSync(join(folder, "prometheus.yml"), "{}\n");
  await promtool(["tsdb", "create-blocks-from", "openmetrics", "--quiet", join(folder, "samples"), data]);
  let running = await startPrometheus(folder, data);
  for (const groups of levels) {
    writeFileSync(join(folder, "rules.yaml"), JSON.stringify({ groups }));
    const range = ["--start", String(span.start), "--end", String(span.end), "--eval-interval", "60s"];
    const from = ["tsdb", "create-blocks-from", "rules", "--url", running.url, ...range];
    await promtool([...from, "--output-dir", data, join(folder, "rules.yaml")]);
    running.kill();
    running = await startPrometheus(folder, data);
  }
  return removing(running, folder);
}

function removing({ url, kill }: Running, folder: string): Server {
  return {
    url,
    stop: () => {
      kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function promtool(args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await run(toolPath("promtool"), args);
  if (status !== 0) throw new Error(`promtool ${args.slice(0, 3).join(" ")}: ${stdout}${stderr}`);
}

async function startPrometheus(folder: string, data: string): Promise<Running> {
  const args = (port: number): readonly string[] => [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${data}`,
    "--storage.tsdb.retention.time=100y",
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ];
  const port = await freePort();
  return started(toolPath("prometheus"), args(port), folder, `http://127.0.0.1:${port}`, "/-/ready");
}

/** A Loki on loopback that takes lines. */
export async function emptyLoki(): Promise<Server> {
  const loki = PROGRAMS.find(({ name }) => name === "loki");
  if (loki === undefined) throw new Error("there is no program loki");
  const folder = mkdtempSync(join(tmpdir(), "vigie-panels-"));
  writeFileSync(join(folder, "loki.yaml"), loki.files?.["loki.yaml"] ?? "");
  const port = await freePort();
  // It takes lines long before it calls itself ready.
  const url = `http://127.0.0.1:${port}`;
  return removing(
    await started(toolPath("loki"), loki.args(port), folder, url, "/loki/api/v1/labels"),
    folder,
  );
}

async function started(
  program: string,
  args: readonly string[],
  cwd: string,
  url: string,
  page: string,
): Promise<Running> {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const words: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => words.push(chunk));
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  const end = Date.now() + READY_WITHIN;
  while (!hasEnded(child) && Date.now() < end) {
    if (await answers(`${url}${page}`)) return { url, kill };
    await sleep(100);
  }
  kill();
  rmSync(cwd, { recursive: true, force: true });
  throw new Error(`${program} does not answer:\n${Buffer.concat(words).toString("utf8").slice(-2000)}`);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
