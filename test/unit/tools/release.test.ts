import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ToolPin } from "../../tools/pin";
import type * as ReleaseModule from "../../tools/release";
import { findChecksum, fillTemplate } from "../../tools/release";
import { makeScratch, type Scratch } from "./scratch";

let scratch: Scratch;
let server: Server;
let installRelease: typeof ReleaseModule.installRelease;
const files = new Map<string, Buffer>();
const asked: string[] = [];

beforeEach(async () => {
  scratch = makeScratch();
  delete process.env.VIGIE_TOOLS_FROM;
  files.clear();
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const body = files.get(request.url ?? "");
    response.writeHead(body ? 200 : 404).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Whether the host can be reached is remembered for a process; each test starts afresh.
  jest.resetModules();
  ({ installRelease } = jest.requireActual<typeof ReleaseModule>("../../tools/release"));
});
afterEach(async () => {
  scratch.restore();
  await new Promise((resolve) => server.close(resolve));
});

function pinAt(base: string, archive = "tool-{version}.tar.gz"): ToolPin {
  return {
    name: "tool",
    version: "1.2.3",
    group: "check",
    purpose: "this test",
    source: { module: "example.org/tool", versions: ["v1.2.3"] },
    release: { url: `${base}/${archive}`, checksums: `${base}/sums.txt`, member: "tool-1.2.3/tool" },
  };
}

function address(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serveArchive(name: string, command: string, args: readonly string[]): string {
  scratch.write("pack/tool-1.2.3/tool", "#!/bin/sh\necho official\n");
  const { status } = spawnSync(command, args, { cwd: join(scratch.folder, "pack") });
  expect(status).toBe(0);
  const archive = readFileSync(join(scratch.folder, "pack", name));
  files.set(`/${name}`, archive);
  return createHash("sha256").update(archive).digest("hex");
}

function output(): string {
  scratch.write("out/.keep", "");
  return join(scratch.folder, "out", "tool");
}

describe("an official release", () => {
  test("is unpacked when its checksum is the published one", async () => {
    const sum = serveArchive("tool-1.2.3.tar.gz", "tar", ["-czf", "tool-1.2.3.tar.gz", "tool-1.2.3"]);
    files.set("/sums.txt", Buffer.from(`${"0".repeat(64)}  other.tar.gz\n${sum}  tool-1.2.3.tar.gz\n`));
    const file = output();
    await expect(installRelease(pinAt(address()), file)).resolves.toBe(`${address()}/tool-1.2.3.tar.gz`);
    expect(readFileSync(file, "utf8")).toContain("echo official");
    expect(statSync(file).mode & 0o111).toBe(0o111);
  });

  test("may be a ZIP archive", async () => {
    const script =
      "import zipfile; z = zipfile.ZipFile('tool.zip', 'w', zipfile.ZIP_DEFLATED); z.write('tool-1.2.3/tool')";
    const sum = serveArchive("tool.zip", "python3", ["-c", script]);
    files.set("/sums.txt", Buffer.from(`${sum} *tool.zip\n`));
    const file = output();
    await installRelease(pinAt(address(), "tool.zip"), file);
    expect(readFileSync(file, "utf8")).toContain("echo official");
  });

  test("with another checksum than the published one is refused", async () => {
    serveArchive("tool-1.2.3.tar.gz", "tar", ["-czf", "tool-1.2.3.tar.gz", "tool-1.2.3"]);
    files.set("/sums.txt", Buffer.from(`${"0".repeat(64)}  tool-1.2.3.tar.gz\n`));
    await expect(installRelease(pinAt(address()), output())).rejects.toThrow(
      /has SHA-256 .*, its publisher says 0000/,
    );
  });

  test("that does not exist for this platform leaves the tool to be built", async () => {
    await expect(installRelease(pinAt(address()), output())).resolves.toBeUndefined();
    expect(asked).toEqual(["/sums.txt"]);
  });

  test("whose host cannot be reached is not waited for again", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((resolve) => closed.close(resolve));
    await expect(installRelease(pinAt(gone), output())).resolves.toBeUndefined();
    await expect(installRelease(pinAt(address()), output())).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });

  test("is not looked for when VIGIE_TOOLS_FROM=modules asks for a build", async () => {
    process.env.VIGIE_TOOLS_FROM = "modules";
    await expect(installRelease(pinAt(address()), output())).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe("the words of a release", () => {
  test("find a file in the usual forms of checksum lists", () => {
    const sum = "a".repeat(64);
    expect(findChecksum(`${sum}  ./dist/file.zip\n`, "file.zip")).toBe(sum);
    expect(findChecksum(`${sum.toUpperCase()} *file.zip\n`, "file.zip")).toBe(sum);
    expect(findChecksum(`${sum}  file.zip.sig\n`, "file.zip")).toBeUndefined();
    expect(findChecksum("not-a-sum  file.zip\n", "file.zip")).toBeUndefined();
  });

  test("name the platform as Go does", () => {
    expect(fillTemplate("{version}-{os}-{arch}", "1.0.0")).toMatch(
      /^1\.0\.0-(linux|darwin|windows)-(amd64|arm64)$/,
    );
  });
});
