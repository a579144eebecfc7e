import * as pulumi from "@pulumi/pulumi";
import type { RawConfig } from "./raw";

/**
 * Values of `vigie:secrets`, each a Pulumi secret. A key without a value gives a marker that names it; a preview or an up
 * refuses such a stack file before.
 */
export interface SecretValues {
  get(key: string): pulumi.Output<string>;
}

/**
 * The values as Pulumi secrets. Where a value could not be decrypted, a marker that says where it would come from, secret
 * too, so that a rendered file shows the same redaction as a deployed one.
 */
export function secretValues(raw: RawConfig): SecretValues {
  return {
    get(key) {
      const entry = raw.secrets[key];
      return pulumi.secret(
        entry?.state === "opened" ? entry.value : `<secret ${raw.project}:secrets.${key}>`,
      );
    },
  };
}
