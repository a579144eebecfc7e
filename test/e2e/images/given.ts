import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Recipe } from "./recipes";

/**
 * The recipe, or the real program instead of its stand-in: one that lies under its own name in the folder of
 * `VIGIE_E2E_PROGRAMS`, statically linked. For whoever can reach a release that this suite cannot get by itself.
 */
export function orGiven(recipe: Recipe | undefined): Recipe | undefined {
  const folder = process.env.VIGIE_E2E_PROGRAMS;
  if (folder === undefined || recipe?.kind !== "stand-in" || recipe.takesProgram !== true) return recipe;
  const file = join(folder, basename(recipe.path));
  if (!existsSync(file)) return recipe;
  return { kind: "given", file, path: recipe.path, start: recipe.start };
}

/** For the report: what the program says of itself. */
export function versionOf(file: string): string {
  const [line = ""] = execFileSync(file, ["--version"], { encoding: "utf8" }).split("\n");
  return `${line}, as given by VIGIE_E2E_PROGRAMS`;
}
