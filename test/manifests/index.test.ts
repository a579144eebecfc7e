import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import { parse } from "yaml";
import { record, type Recording } from "../../cli/program/record";
import type { StackOutputs } from "../../components/monitoring-stack";

const ROOT = join(__dirname, "..", "..");

/** The committed stack file as the engine hands it over: every value a string, objects as JSON. */
function engineConfig(stack: string, secrets: Readonly<Record<string, string>>): Record<string, string> {
  const file = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  const values = Object.entries(file.config).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...Object.fromEntries(values), "vigie:secrets": JSON.stringify(secrets) };
}

/** Runs index.ts as the language host does: the module is loaded inside the stack and what it exports are the outputs. */
async function run(
  stack: string,
  secrets: Readonly<Record<string, string>>,
): Promise<Recording<StackOutputs>> {
  return record<StackOutputs>(
    () => {
      pulumi.runtime.setAllConfig(engineConfig(stack, secrets), ["vigie:secrets"]);
      let outputs: unknown;
      jest.isolateModules(() => {
        outputs = jest.requireActual("../../index");
      });
      return outputs as StackOutputs;
    },
    { stack },
  );
}

describe("index.ts", () => {
  beforeEach(() => {
    pulumi.runtime.setAllConfig({}, []);
  });

  it("builds the stack from the engine's configuration and exports its outputs", async () => {
    const { outputs } = await run("dev", {});

    expect(Object.keys(outputs).sort()).toEqual([
      "adminPassword",
      "adminUser",
      "dashboardUrls",
      "grafanaUrl",
      "namespace",
      "portForwardCommands",
    ]);
  });

  it("refuses a missing secret by name, as an error that Pulumi prints without a stack trace", async () => {
    const failure: unknown = await run("production", {}).then(
      () => undefined,
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({ __pulumiRunError: true });
    expect(String(failure)).toContain("pulumi config set --secret --path 'vigie:secrets.heartbeatUrl'");
  });
});
