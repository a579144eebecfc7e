import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { withFiles } from "../../kit/files";
import { HELLO, kubeconfig, withServer, type Answers } from "./doctor-server";

const LAUNCHER = join(__dirname, "../../../cli/launch.mjs");
const DEFAULT_CLASS = {
  metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "rancher.io/local-path",
  allowVolumeExpansion: true,
};
const STORAGE = "/apis/storage.k8s.io/v1/storageclasses";
const READY: Answers = { ...HELLO, [STORAGE]: { items: [DEFAULT_CLASS] } };

/** Answers what `start` asks first, has every plugin, and writes down what it is told to do. */
const PULUMI = `#!/bin/sh
case "$1 $2" in
  "version "*) echo v3.0.0 ;;
  "plugin ls") echo '[{ "name": "kubernetes" }, { "name": "random" }]' ;;
  *) echo "$*" >> "$PULUMI_LOG" ;;
esac
`;

interface Started {
  readonly code: number | null;
  readonly said: string;
  /** What Pulumi was told to do. */
  readonly told: readonly string[];
}

/** `npm start` on a machine with this cluster and a Pulumi that only takes notes. */
function startWith(answers: Answers): Promise<Started> {
  return withServer(answers, ({ url }) =>
    withFiles({ pulumi: PULUMI, config: kubeconfig(url) }, async (folder) => {
      chmodSync(join(folder, "pulumi"), 0o755);
      const log = join(folder, "log");
      const env = {
        ...process.env,
        PATH: `${folder}${delimiter}${process.env.PATH ?? ""}`,
        KUBECONFIG: join(folder, "config"),
        PULUMI_LOG: log,
      };
      const child = spawn(process.execPath, [LAUNCHER, "start"], {
        env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
      const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
      const told = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
      return { code, said, told };
    }),
  );
}

describe("npm start", () => {
  it("stops at what doctor finds, before Pulumi is told anything", async () => {
    const { code, said, told } = await startWith({ ...READY, [STORAGE]: { items: [] } });

    expect(said).toMatch(/^dev: 1 error/m);
    expect(code).toBe(1);
    expect(told).toEqual([]);
  });

  it("deploys where doctor finds nothing", async () => {
    const { code, said, told } = await startWith(READY);

    expect(said).toContain("the cluster has everything that the stack needs");
    expect(code).toBe(0);
    expect(told.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "stack select",
      "up --stack",
      "stack output",
    ]);
  });
});
