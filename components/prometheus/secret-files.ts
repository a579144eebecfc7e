import type { SecretRef } from "../../config/schema/common";
import type { Plan } from "../../systems/plan";
import { SECRETS_DIR } from "./paths";

export function secretPath(file: string): string {
  return `${SECRETS_DIR}/${file}`;
}

/** Job names are unique, and names of Kubernetes objects, so they are file names too. */
export function scrapeSecretFile(job: string): string {
  return `scrape-${job}`;
}

/** By position, since a remote write's name is free text. */
export function remoteWriteSecretFile(index: number, kind: "password" | "token"): string {
  return `remote-write-${index}-${kind}`;
}

/** Every secret file that prometheus.yml names, with where its value comes from. */
export function secretFiles(plan: Plan): Readonly<Record<string, SecretRef>> {
  const files: Record<string, SecretRef> = {};
  for (const { job, bearerToken } of plan.systems.flatMap(({ scrapes }) => scrapes)) {
    if (bearerToken !== undefined) files[scrapeSecretFile(job)] = bearerToken;
  }
  for (const [index, { password, bearerToken }] of plan.settings.prometheus.remoteWrite.entries()) {
    if (password !== undefined) files[remoteWriteSecretFile(index, "password")] = password;
    if (bearerToken !== undefined) files[remoteWriteSecretFile(index, "token")] = bearerToken;
  }
  return files;
}
