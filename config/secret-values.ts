import * as pulumi from "@pulumi/pulumi";
import type { SecretValues } from "../components/kit/context";
import type { RawConfig } from "./raw";

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
