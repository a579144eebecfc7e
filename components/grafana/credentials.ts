import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { RandomString } from "@pulumi/random/randomString";
import type { Context } from "../kit/context";
import { Secret, type k8s } from "../kit/kubernetes";
import { mountedSources } from "../kit/mounted-secrets";
import { oauthFiles } from "./oauth";
import { ADMIN_PASSWORD_KEY, CREDENTIALS_SECRET } from "./paths";

export interface GrafanaCredentials {
  /** Secret output; where the value is in a Secret of the user's, says which. */
  readonly adminPassword: pulumi.Output<string>;
  /** Changes when the password does, and tells nothing about it. Undefined where the value never passes through us. */
  readonly revision: pulumi.Output<string> | undefined;
  /** Projected sources of the secrets volume: `admin-password`, `secret-key`, and an OAuth client where there is one. */
  readonly sources: k8s.core.v1.VolumeProjection[];
}

/** The admin's password and the key that Grafana encrypts its database with, as Secrets. */
export function grafanaCredentials(
  name: string,
  context: Context,
  labels: Record<string, string>,
  opts: pulumi.CustomResourceOptions,
): GrafanaCredentials {
  const { namespace } = context;
  const key = new RandomPassword(`${name}-secret-key`, { length: 32, special: false }, opts);
  const keySecret = new Secret(
    `${name}-secret-key`,
    { metadata: { namespace, labels }, stringData: { "secret-key": key.result }, immutable: true },
    opts,
  );
  const keySource = {
    secret: { name: keySecret.metadata.name, items: [{ key: "secret-key", path: "secret-key" }] },
  };

  const { adminPassword, oauth } = context.settings.grafana;
  const clientSources = mountedSources(
    `${name}-oauth`,
    { namespace, labels, secrets: context.secrets, files: oauthFiles(oauth) },
    opts,
  );
  if ("fromSecret" in adminPassword) {
    const { name: secret, key: secretKey } = adminPassword.fromSecret;
    return {
      adminPassword: pulumi.secret(`in the Secret ${secret}, key ${secretKey}`),
      revision: undefined,
      sources: [adminSource(secret, secretKey), keySource, ...clientSources],
    };
  }

  const password =
    "fromConfig" in adminPassword
      ? context.secrets.get(adminPassword.fromConfig)
      : new RandomPassword(`${name}-admin-password`, { length: 32, special: false }, opts).result;
  const secret = new Secret(
    `${name}-credentials`,
    {
      metadata: {
        name: CREDENTIALS_SECRET,
        namespace,
        labels,
        // Operators change this Secret with kubectl, which then owns the key; a new password in the stack file still wins.
        annotations: { "pulumi.com/patchForce": "true" },
      },
      stringData: { [ADMIN_PASSWORD_KEY]: password },
    },
    opts,
  );
  // A hash of the password in the pod's annotations would help guessing it; a random word that changes with it does not.
  const revision = new RandomString(
    `${name}-credentials-revision`,
    { length: 8, special: false, keepers: { password } },
    opts,
  );
  return {
    adminPassword: pulumi.secret(password),
    revision: revision.result,
    sources: [adminSource(secret.metadata.name, ADMIN_PASSWORD_KEY), keySource, ...clientSources],
  };
}

function adminSource(name: pulumi.Input<string>, key: string): k8s.core.v1.VolumeProjection {
  return { secret: { name, items: [{ key, path: ADMIN_PASSWORD_KEY }] } };
}
