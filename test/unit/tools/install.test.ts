import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { originFile, toolFile, toolFolder } from "../../tools/cache";
import type * as InstallModule from "../../tools/install";
import type { ToolPin } from "../../tools/pin";
import { findPin } from "../../tools/pins";
import { makeScratch, type Scratch } from "./scratch";

let scratch: Scratch;
let install: typeof InstallModule;
const said: string[] = [];
const say = (line: string): void => {
  said.push(line);
};

beforeEach(() => {
  scratch = makeScratch();
  said.length = 0;
  // The found Go command is remembered for a process; each test brings its own.
  jest.resetModules();
  install = jest.requireActual<typeof InstallModule>("../../tools/install");
});
afterEach(() => {
  scratch.restore();
});

function pin(name: string): ToolPin {
  const found = findPin(name);
  if (!found) throw new Error(`no pin ${name}`);
  return found;
}

function putInCache(name: string): string {
  const file = toolFile(pin(name));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

/** A Go command that serves a module from a folder, and at `build` runs `onBuild` with `$out` set to the output file. */
function fakeGo(onBuild: string): void {
  const moduleFolder = dirname(
    scratch.write("module/go.mod", "module m\n\ngo 1.26.0\n\nreplace a => b v1.0.0\n"),
  );
  scratch.write("module/go.sum", "sums\n");
  scratch.program(
    "go",
    `case "$1 $2" in
"env GOVERSION") echo go1.26.8 ;;
"mod download") echo '{"Dir": "${moduleFolder}"}' ;;
build*) while [ "$1" != -o ]; do shift; done; out="$2"; target="$3"; ${onBuild} ;;
esac`,
  );
}

describe("a tool that is missing", () => {
  test("is named together with the command that gets it", () => {
    expect(() => install.toolPath("promtool")).toThrow(
      `promtool ${pin("promtool").version} is not there yet. Get it with: npm run tools -- ensure promtool`,
    );
  });

  test("is looked for without leaving a trace", () => {
    expect(install.installedTool("promtool")).toBeUndefined();
    expect(existsSync(join(scratch.folder, "cache"))).toBe(false);
  });

  test("that the project does not know is answered with those that it knows", () => {
    expect(() => install.toolPath("promtol")).toThrow(
      /^there is no tool "promtol"; there are promtool, prometheus, amtool, /,
    );
  });

  test("cannot be had without Go, and the message says what to install", async () => {
    process.env.PATH = join(scratch.folder, "empty");
    process.env.GOPROXY = "http://127.0.0.1:9";
    await expect(install.ensureTools(["promtool"], say)).rejects.toThrow(
      /^promtool 3\.\d+\.\d+ cannot be had: Go is not installed and cannot be fetched .*; install Go 1\.26\.\d+ or newer from https:\/\/go\.dev\/dl\/$/,
    );
    expect(readdirSync(toolFolder(pin("promtool")))).toEqual([]);
  });
});

describe("getting a tool", () => {
  test("does nothing for one that is in the cache", async () => {
    const file = putInCache("promtool");
    process.env.PATH = join(scratch.folder, "empty");
    await install.ensureTools(["promtool"], say);
    expect(said).toEqual([]);
    expect(install.toolPath("promtool")).toBe(file);
  });

  test("builds it with the module's replaces and checksums, and says where it came from", async () => {
    const copies = join(scratch.folder, "seen");
    fakeGo(
      `mkdir -p ${copies}; cp go.mod go.sum ${copies}; echo "$target" > ${copies}/target; echo built > "$out"; chmod +x "$out"`,
    );
    await install.ensureTools(["kubeconform"], say);
    expect(readFileSync(install.toolPath("kubeconform"), "utf8")).toBe("built\n");
    expect(readFileSync(join(copies, "go.mod"), "utf8")).toContain("replace a => b v1.0.0\n");
    expect(readFileSync(join(copies, "go.sum"), "utf8")).toBe("sums\n");
    expect(readFileSync(join(copies, "target"), "utf8")).toBe(
      "github.com/yannh/kubeconform/cmd/kubeconform\n",
    );
    expect(JSON.parse(readFileSync(originFile(pin("kubeconform")), "utf8"))).toMatchObject({
      from: "module",
      source: "github.com/yannh/kubeconform@v0.8.0",
    });
    expect(readdirSync(toolFolder(pin("kubeconform"))).sort()).toEqual(["kubeconform", "origin.json"]);
    expect(said.at(-1)).toMatch(/^\[1\/1\] kubeconform 0\.8\.0: ready after \d+ s/);
  });

  test("adds the files that a module lacks to a copy of it", async () => {
    const copies = join(scratch.folder, "seen");
    fakeGo(
      `mkdir -p ${copies}; cp ui/app/dist/index.html ${copies}; echo "$target" > ${copies}/target; echo x > "$out"; chmod +x "$out"`,
    );
    await install.ensureTools(["alertmanager"], say);
    expect(readFileSync(join(copies, "index.html"), "utf8")).toContain("<!doctype html>");
    expect(readFileSync(join(copies, "target"), "utf8")).toBe("./cmd/alertmanager\n");
    expect(existsSync(join(scratch.folder, "module/ui"))).toBe(false);
  });

  describe("with a part of a required module left out", () => {
    const part = "providers/dns/zz_gen_dns_providers.go";

    test("puts another file in its place, in a copy, and says so", async () => {
      const original = scratch.write(`module/${part}`, "all of them\n");
      fakeGo(`cp slimmed/github.com/go-acme/lego/v4/${part} "$out"; chmod +x "$out"`);
      await install.ensureTools(["traefik"], say);
      expect(readFileSync(install.toolPath("traefik"), "utf8")).toContain("built without the DNS provider");
      expect(readFileSync(original, "utf8")).toBe("all of them\n");
      expect(JSON.parse(readFileSync(originFile(pin("traefik")), "utf8"))).toMatchObject({
        source: "github.com/traefik/traefik/v3@v3.6.7, without parts of github.com/go-acme/lego/v4",
      });
    });

    test("fails where that module no longer has the file", async () => {
      fakeGo(`echo x > "$out"; chmod +x "$out"`);
      await expect(install.ensureTools(["traefik"], say)).rejects.toThrow(
        `traefik 3.6.7 cannot be had: github.com/go-acme/lego/v4 has no file ${part} to replace`,
      );
    });
  });

  test("that does not compile shows the compiler's last lines and leaves nothing behind", async () => {
    fakeGo(`for i in $(seq 1 40); do echo "error $i" >&2; done; exit 1`);
    const failure = install.ensureTools(["amtool"], say);
    await expect(failure).rejects.toThrow(
      /^amtool 0\.34\.\d cannot be had: the compiler says:\nerror 21\n(.*\n)+error 40$/,
    );
    expect(readdirSync(toolFolder(pin("amtool")))).toEqual([]);
    expect(install.installedTool("amtool")).toBeUndefined();
  });

  test("asked for twice at once builds it once", async () => {
    const log = join(scratch.folder, "builds");
    fakeGo(`echo one >> ${log}; sleep 0.2; echo x > "$out"; chmod +x "$out"`);
    await Promise.all([install.ensureTools(["pint"], say), install.ensureTools(["pint"], say)]);
    expect(readFileSync(log, "utf8")).toBe("one\n");
    expect(said.filter((line) => line.includes("waiting"))).toHaveLength(1);
  });

  test("falls back to the next version when a proxy does not serve the first", async () => {
    const moduleFolder = dirname(scratch.write("module/go.mod", "module m\n\ngo 1.26.0\n"));
    scratch.program(
      "go",
      `case "$*" in
"env GOVERSION") echo go1.26.8 ;;
*@v3.6.10) echo '{"Error": "403 Forbidden"}'; exit 1 ;;
*@v3.5.7) echo '{"Dir": "${moduleFolder}"}' ;;
build*) echo "$*" > ${scratch.folder}/args; while [ "$1" != -o ]; do shift; done; echo x > "$2"; chmod +x "$2" ;;
esac`,
    );
    await install.ensureTools(["promtail"], say);
    expect(JSON.parse(readFileSync(originFile(pin("promtail")), "utf8"))).toMatchObject({
      source: "github.com/grafana/loki/v3@v3.5.7",
    });
    expect(readFileSync(join(scratch.folder, "args"), "utf8")).toContain("build.Version=3.5.7");
  });
});
