import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { secretUses } from "../../../../config/secrets/references";
import { objectAt, stringAt, type Json, type JsonObject } from "../wire/values";
import type { Path } from "../../../../config/path";
import type { Sentinel } from "./sentinels";

export const productRoot = resolve(__dirname, "..", "..", "..", "..");

/** The product's own project with one of its stack files, in a folder where both may be changed. */
export interface ProductProject {
  readonly workDir: string;
  readonly stack: string;
  readonly program: string;
  /** The secrets that the stack file refers to, key to a value of the right shape. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What of those values must show nowhere. */
  readonly sentinels: readonly Sentinel[];
  /** Whether the stack protects its volumes against `destroy`. */
  readonly protects: boolean;
  /** Changes the stack file's configuration. */
  edit(change: (config: JsonObject) => void): void;
  /** Changes one of the examples. */
  rewrite(file: string, change: (text: string) => string): void;
  /** Adds a file to the examples. */
  add(file: string, text: string): void;
  remove(): void;
}

/** Found again wherever it shows: 32 hexadecimal digits, different for each secret and the same in every run. */
function sentinelOf(key: string, path: string, cloudflareToken: string): string {
  return path.endsWith("cloudflare.apiToken")
    ? cloudflareToken
    : createHash("sha256").update(key).digest("hex").slice(0, 32);
}

/** Type of what the secret belongs to: a webhook's receiver says there whose it is. */
function ownerType(config: JsonObject, path: Path): string {
  const owner = path.slice(0, -1).reduce<Json>((value, key) => objectAt(value)[String(key)] ?? null, config);
  return stringAt(objectAt(owner).type);
}

/** A value of the right shape around the sentinel; it opens nothing. */
function secretFor(type: string, path: string, sentinel: string): string {
  const shapes: readonly (readonly [RegExp, string])[] = [
    [
      /^discord .*webhookUrl$/,
      `https://discord.com/api/webhooks/${"1".repeat(18)}/${sentinel.padEnd(68, "d")}`,
    ],
    [/^slack .*webhookUrl$/, `https://hooks.slack.com/services/T0ENGINE1/B0ENGINE1/${sentinel.slice(0, 24)}`],
    [/heartbeat\.url$/, `https://heartbeat.invalid/ping/${sentinel}`],
    [/cloudflare\.(accountId|zoneId|apiToken)$/, sentinel],
    [/user$/, `pg${sentinel}`],
  ];
  return shapes.find(([shape]) => shape.test(`${type} ${path}`))?.[1] ?? `proof-${sentinel}`;
}

/** A stack's file, by its path in the product. */
export interface StackFile {
  readonly stack: string;
  /** @default `Pulumi.<stack>.yaml` */
  readonly path?: string | undefined;
}

/**
 * Everything is linked but what a scenario may change: the stack file and the examples.
 * @param cloudflareToken the API token that the fake account lets in
 */
export function createProductProject(from: StackFile, cloudflareToken: string): ProductProject {
  const { stack } = from;
  const workDir = mkdtempSync(join(tmpdir(), `vigie-product-${stack}-`));
  for (const entry of readdirSync(productRoot)) {
    const [from, to] = [join(productRoot, entry), join(workDir, entry)];
    if (entry === "Pulumi.yaml" || entry === "examples") {
      cpSync(from, to, { recursive: true });
    } else if (!entry.startsWith(".") && !entry.startsWith("Pulumi.")) {
      symlinkSync(from, to);
    }
  }
  const file = join(workDir, `Pulumi.${stack}.yaml`);
  cpSync(join(productRoot, from.path ?? `Pulumi.${stack}.yaml`), file);
  const read = (): JsonObject => objectAt(parse(readFileSync(file, "utf8")) as Json);
  const config = objectAt(read().config);
  const uses = secretUses(config).map(({ key, path }) => {
    const place = path.join(".");
    const sentinel = sentinelOf(key, place, cloudflareToken);
    return {
      what: `vigie:secrets.${key}`,
      key,
      value: secretFor(ownerType(config, path), place, sentinel),
      sentinel,
    };
  });
  return {
    workDir,
    stack,
    program: join(productRoot, "index.ts"),
    secrets: Object.fromEntries(uses.map(({ key, value }) => [key, value])),
    // Slack's token is shorter; every other value holds the whole sentinel.
    sentinels: uses.map(({ what, sentinel }) => ({ what, value: sentinel.slice(0, 24) })),
    protects: objectAt(config["vigie:scheduling"]).protect === true,
    rewrite(name, change) {
      const path = join(workDir, name);
      const before = readFileSync(path, "utf8");
      const after = change(before);
      if (after === before) {
        throw new Error(`${name}: nothing changed, so the scenario would prove nothing`);
      }
      writeFileSync(path, after);
    },
    add(name, text) {
      writeFileSync(join(workDir, name), text);
    },
    edit(change) {
      const content = read();
      const edited = objectAt(content.config);
      change(edited);
      writeFileSync(file, stringify({ ...content, config: edited }));
    },
    remove() {
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}

/** Every object of a stack as `npm run render` shows it, without its secrets. */
export function renderedObjects({ stack, path }: StackFile): readonly JsonObject[] {
  const folder = mkdtempSync(join(tmpdir(), "vigie-rendered-"));
  try {
    const launcher = join(productRoot, "cli", "launch.mjs");
    const args = [launcher, "render", path ?? stack, "--out", join(folder, "objects")];
    execFileSync(process.execPath, args, { cwd: productRoot, stdio: ["ignore", "ignore", "inherit"] });
    const files = readdirSync(join(folder, "objects")).filter((file) => file.endsWith(".yaml"));
    return files.map((file) => {
      const object = objectAt(parse(readFileSync(join(folder, "objects", file), "utf8")) as Json);
      return file.startsWith("patch-") ? { ...object, patch: true } : object;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
