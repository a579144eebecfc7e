import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toolPath } from "../install";
import type { Program } from "./programs";

/** How long a program may take until its pages answer, and how long it then runs on so that it has counted something. */
const READY_WITHIN = 60_000;
const SETTLE = 6_000;

/**
 * Runs the program on loopback in a folder of its own and returns its pages, joined.
 * @throws Error with the program's last words when it does not answer
 */
export async function pagesOf(program: Program): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), `vigie-${program.name}-`));
  for (const [name, content] of Object.entries(program.files ?? {})) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content.replaceAll("{folder}", folder));
  }
  const port = await freePort();
  const child = spawn(toolPath(program.tool), program.args(port), {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const words: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => words.push(chunk));
  try {
    const pages = program.pages.map((page) => address(port, page));
    await untilAnswers(pages[0] ?? "", () => Buffer.concat(words).toString("utf8").slice(-2000));
    await sleep(SETTLE);
    for (const [page, body] of Object.entries(program.posts ?? {})) await post(address(port, page), body);
    for (const visit of program.visits ?? []) await text(address(port, visit)).catch(() => "");
    await sleep(SETTLE);
    return (await Promise.all(pages.map(text))).join("\n");
  } finally {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

function address(port: number, page: string): string {
  const [, next] = /^:next(.*)/.exec(page) ?? [];
  return next === undefined
    ? `http://127.0.0.1:${port}${page.replaceAll("{port}", String(port))}`
    : `http://127.0.0.1:${port + 1}${next}`;
}

async function untilAnswers(url: string, words: () => string): Promise<void> {
  const end = Date.now() + READY_WITHIN;
  while (Date.now() < end) {
    const answered = await text(url).catch(() => undefined);
    if (answered !== undefined) return;
    await sleep(200);
  }
  throw new Error(`${url} does not answer:\n${words()}`);
}

async function post(url: string, body: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch(url, { method: "POST", headers, body: body.replaceAll("{now}", `${Date.now()}000000`) });
}

async function text(url: string): Promise<string> {
  const response = await fetch(url);
  return response.text();
}

/** A port with a free one after it, for a program that listens on two. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOn(0);
    if (port < 65_000 && (await listenOn(port + 1).catch(() => undefined)) !== undefined) return port;
  }
}

function listenOn(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => {
        resolve(taken);
      });
    });
  });
}
