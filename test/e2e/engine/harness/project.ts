import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { productRoot } from "./product";

/** A Pulumi project folder of its own, with one stack file that can be rewritten between operations. */
export interface Project {
  readonly workDir: string;
  readonly stack: string;
  /** Replaces the stack's whole configuration. */
  configure(config: Readonly<Record<string, unknown>>): void;
  remove(): void;
}

/**
 * @param index text of its index.ts, run with the product's packages; default: none, for programs that a test runs itself
 * @param tsconfig the product's compiler settings to run it with
 */
export function createProject(name: string, index?: string, tsconfig = "tsconfig.pulumi.json"): Project {
  const workDir = mkdtempSync(join(tmpdir(), `vigie-project-${name}-`));
  const stack = "test";
  const runtime = { name: "nodejs", options: { tsconfig } };
  writeFileSync(join(workDir, "Pulumi.yaml"), stringify({ name, runtime }));
  if (index !== undefined) {
    writeFileSync(join(workDir, "index.ts"), index);
    for (const file of ["node_modules", "package.json", "tsconfig.json", "tsconfig.pulumi.json"]) {
      symlinkSync(join(productRoot, file), join(workDir, file));
    }
  }
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
