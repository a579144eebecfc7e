import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

/** A Pulumi project folder of its own, with one stack file that can be rewritten between operations. */
export interface Project {
  readonly workDir: string;
  readonly stack: string;
  /** Replaces the stack's whole configuration. */
  configure(config: Readonly<Record<string, unknown>>): void;
  remove(): void;
}

export function createProject(name: string): Project {
  const workDir = mkdtempSync(join(tmpdir(), `vigie-project-${name}-`));
  const stack = "test";
  writeFileSync(join(workDir, "Pulumi.yaml"), stringify({ name, runtime: "nodejs" }));
  return {
    workDir,
    stack,
    configure(config) {
      writeFileSync(join(workDir, `Pulumi.${stack}.yaml`), stringify({ config }));
    },
    remove() {
      rmSync(workDir, { recursive: true, force: true });
    },
  };
}
