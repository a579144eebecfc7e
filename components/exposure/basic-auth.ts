import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { Auth, Ui } from "../../config/schema/exposure";
import type { SecretValues } from "../../config/secret-values";
import { Secret } from "../kit/kubernetes";
import { middlewareNames } from "./middlewares";

type BasicAuth = Extract<Auth, { type: "basic" }>;

export interface BasicAuthArgs {
  readonly endpoint: Ui;
  readonly auth: BasicAuth;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly secrets: SecretValues;
}

export interface BasicAuthUsers {
  /** The Secret that holds the htpasswd lines. */
  readonly secretName: pulumi.Input<string>;
  /** Only where the password was generated here; given lines hold hashes alone. */
  readonly generated: { readonly user: string; readonly password: pulumi.Output<string> } | undefined;
}

/**
 * The users of a basic-auth middleware: generated, given as htpasswd lines, or an existing Secret.
 *
 * The generated hash is `RandomPassword.bcryptHash`, computed once when the password is created: hashing in the program
 * would salt anew, and change the Secret, at every run. Traefik wants a Secret with exactly one key; the kind
 * `kubernetes.io/basic-auth` would hold the password in clear, so it is Opaque with htpasswd lines under `users`.
 */
export function basicAuthUsers(
  name: string,
  args: BasicAuthArgs,
  opts: pulumi.CustomResourceOptions,
): BasicAuthUsers {
  const { users, user } = args.auth;
  if ("fromSecret" in users) return { secretName: users.fromSecret.name, generated: undefined };
  if ("fromConfig" in users) {
    const lines = args.secrets.get(users.fromConfig);
    return { secretName: usersSecret(name, args, lines, opts), generated: undefined };
  }
  const password = new RandomPassword(`${name}-password`, { length: 32, special: false }, opts);
  const line = pulumi.interpolate`${user}:${password.bcryptHash}`;
  return {
    secretName: usersSecret(name, args, pulumi.secret(line), opts),
    generated: { user, password: pulumi.secret(password.result) },
  };
}

function usersSecret(
  name: string,
  { endpoint, namespace, labels }: BasicAuthArgs,
  lines: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const metadata = { name: middlewareNames(endpoint).authSecret, namespace, labels };
  const secret = new Secret(
    `${name}-secret`,
    { metadata, type: "Opaque", stringData: { users: lines } },
    opts,
  );
  return secret.metadata.name;
}
