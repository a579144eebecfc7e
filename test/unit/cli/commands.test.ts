import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { withFiles } from "../../kit";

const ROOT = join(__dirname, "..", "..", "..");
const LAUNCHER = join(ROOT, "cli", "launch.mjs");
/** Prometheus is public here, behind a password that the program makes. */
const PUBLIC = "examples/gauzian/Pulumi.production.yaml";

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as `npm run` starts it, in a process of its own. */
function vigie(args: readonly string[], cwd = ROOT): Run {
  return spawnSync(process.execPath, [LAUNCHER, ...args], { cwd, encoding: "utf8" });
}

function broken(extra: string): string {
  return [
    "config:",
    "  vigie:environment: staging",
    "  vigie:platform: k3s",
    "  vigie:cluster: { name: test, context: test }",
    "  vigie:alerting:",
    "    receivers: { team: { type: slack, channel: '#a', webhookUrl: { fromConfig: slack } } }",
    "    routes: [{ receiver: team }]",
    extra,
  ].join("\n");
}

describe("the command line", () => {
  beforeAll(() => {
    // The first run may bundle; the others are then quick and quiet.
    expect(vigie(["help"]).status).toBe(0);
  });

  it("renders a stack: a file per object, nothing shown that is secret, exit code 0", async () => {
    await withFiles({}, (folder) => {
      const out = join(folder, "out");
      const { status, stdout, stderr } = vigie(["render", "--config-file", PUBLIC, "--out", out]);

      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const files = readdirSync(out).filter((name) => name.endsWith(".yaml"));
      expect(stdout).toContain(`${files.length} files in ${out}`);
      expect(files).toContain("ingressroute-monitoring-prometheus.yaml");
      const secret = readFileSync(join(out, "secret-monitoring-prometheus-auth-secret.yaml"), "utf8");
      expect(secret).toContain("users: <redacted>");
      return Promise.resolve();
    });
  });

  it("renders with the secrets shown when asked to", async () => {
    await withFiles({}, (folder) => {
      vigie(["render", "--config-file", PUBLIC, "--out", join(folder, "out"), "--show-secrets"]);

      const secret = readFileSync(
        join(folder, "out", "secret-monitoring-prometheus-auth-secret.yaml"),
        "utf8",
      );
      expect(secret).toContain("users: admin:$2y$10$");
      return Promise.resolve();
    });
  });

  it.each([
    ["an unknown command", ["rendr"], "rendr: no such command; did you mean"],
    ["an unknown stack", ["render", "prod", "--out", "x"], 'did you mean "production"?'],
    ["no stack", ["check"], "no stack named"],
    ["two stacks", ["check", "dev", "staging"], "staging: one stack at a time"],
    ["no directory", ["render", "dev"], "--out: missing; name the directory to write"],
    ["an unknown option", ["render", "dev", "--outt", "x"], "Unknown option '--outt'"],
    ["a missing file", ["check", "--config-file", "gone.yaml"], "gone.yaml: no such file"],
    ["a name beside a file", ["check", "dev", "--config-file", "a.yaml"], "name one of them"],
  ])("refuses %s with one message, exit code 1 and no stack trace", (_what, args, message) => {
    const { status, stdout, stderr } = vigie(args);

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("refuses a broken stack file before it writes anything", async () => {
    await withFiles({ "stack.yaml": broken("  vigie:promethus: {}") }, (folder) => {
      const out = join(folder, "out");
      const { status, stderr } = vigie(["render", "--config-file", "stack.yaml", "--out", out], folder);

      expect(status).toBe(1);
      expect(stderr).toContain("vigie:promethus");
      expect(stderr).toContain("prometheus");
      expect(readdirSync(folder)).toEqual(["stack.yaml"]);
      return Promise.resolve();
    });
  });

  it("refuses a rule file that does not exist, named by the stack file", async () => {
    const apps = "  vigie:apps: { shop: { ruleFiles: [examples/shop/gone.yaml] } }";
    await withFiles({ "stack.yaml": broken(apps) }, (folder) => {
      const { status, stderr } = vigie(["check", "--config-file", join(folder, "stack.yaml")]);

      expect(status).toBe(1);
      expect(stderr).toContain("examples/shop/gone.yaml");
      expect(stderr).not.toMatch(/^\s+at /m);
      return Promise.resolve();
    });
  });

  it("refuses to replace somebody's directory", async () => {
    await withFiles({ "thesis.txt": "" }, (folder) => {
      const { status, stderr } = vigie(["render", "dev", "--out", folder]);

      expect(status).toBe(1);
      expect(stderr).toContain("not rendered by this command");
      expect(readdirSync(folder)).toEqual(["thesis.txt"]);
      return Promise.resolve();
    });
  });

  it("checks a committed stack without a finding, and says which tools ran", () => {
    const { status, stdout } = vigie(["check", "staging"]);

    expect(stdout).toMatch(/^staging: no findings$/m);
    expect(stdout).toMatch(/^tools: ran /m);
    expect(status).toBe(0);
  });

  it("lists what must be set before an up", () => {
    const { stdout } = vigie(["check", "staging"]);

    expect(stdout).toContain(
      "pulumi config set --secret --path 'vigie:secrets.cloudflareApiToken' -s staging",
    );
  });
});
