import type { ReadProblem } from "../raw";
import { stackFile } from "../schema";
import { didYouMean, editDistance } from "../suggest";

/** What Pulumi itself reads in a stack file; anything else there is ignored by it without a word. */
const TOP_LEVEL = ["config", "secretsprovider", "encryptedkey", "encryptionsalt", "environment"];

/** Providers that other programs configure here; ours are made explicitly and would not look. */
const INSTEAD: Readonly<Record<string, string>> = {
  "kubernetes:context": "cluster.context",
  "kubernetes:kubeconfig": "cluster.kubeconfig",
  "kubernetes:clusterIdentifier": "cluster.identifier",
  "kubernetes:namespace": "namespace.name",
  "cloudflare:apiToken": "cloudflare.apiToken",
};

export function topLevelProblems(
  file: Readonly<Record<string, unknown>>,
  project: string,
): readonly ReadProblem[] {
  const problems: ReadProblem[] = Object.keys(file)
    .filter((key) => !TOP_LEVEL.includes(key))
    .map((key) => ({
      path: key,
      reason: "is not a key of a Pulumi stack file",
      fix: topLevelFix(key, project),
      key: key.replace(`${project}:`, ""),
    }));
  const { environment } = file;
  if (typeof environment === "string") {
    // Pulumi would look for an ESC environment of that name.
    const fix = `write ${project}:environment below "config:"`;
    const reason = "is Pulumi's own list of ESC environments";
    problems.push({ path: "environment", reason, fix, key: "environment" });
  }
  return problems;
}

function topLevelFix(key: string, project: string): string {
  if (key.startsWith(`${project}:`)) return 'move it below "config:"';
  if (key in stackFile.shape) return `write ${project}:${key} below "config:"`;
  return didYouMean(key, TOP_LEVEL, "remove it");
}

/** What is wrong with the key itself, whatever its value. */
export function keyProblem(key: string, project: string): ReadProblem | undefined {
  const colon = key.indexOf(":");
  if (colon < 0) {
    const known = key in stackFile.shape || key === "secrets";
    const fix = known ? `write ${project}:${key}` : `write it as ${project}:<key>, or remove it`;
    return { path: key, reason: "has no prefix", fix, key };
  }
  const prefix = key.slice(0, colon);
  const name = key.slice(colon + 1);
  if (prefix === "kubernetes" || prefix === "cloudflare") {
    const instead = INSTEAD[key];
    const fix = instead === undefined ? "remove it" : `write ${project}:${instead}`;
    return { path: key, reason: "has no effect, this program makes its own providers", fix };
  }
  if (prefix !== project) {
    if (editDistance(prefix, project) > 2) return undefined;
    const fix = `did you mean "${project}:${name}"?`;
    return { path: key, reason: "has an unknown prefix", fix, key: name };
  }
  return /[.[]/.test(name) ? dottedProblem(key, name, project) : undefined;
}

/** `pulumi config set vigie:a.b` without `--path` stores one key with a dot in it. */
function dottedProblem(key: string, name: string, project: string): ReadProblem {
  const first = name.split(/[.[]/)[0] ?? name;
  const fix = `nest it below ${project}:${first}, or set it with pulumi config set --path '${key}'`;
  return { path: key, reason: "is one key with a dot, not a path", fix };
}
