import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../../config/errors";
import type { Settings } from "../../config/schema";
import type { SecretRef } from "../../config/schema/common";
import type { SecretValues } from "../../config/secret-values";

export type CloudflareSettings = NonNullable<Settings["cloudflare"]>;

/**
 * A value that the program itself needs to talk to Cloudflare. A Kubernetes Secret cannot serve: it would have to be read
 * from a cluster that may not exist yet. Throws a `UserError` that says so.
 */
export function cloudflareValue(
  field: "accountId" | "zoneId" | "apiToken",
  settings: CloudflareSettings,
  secrets: SecretValues,
): pulumi.Output<string> {
  const ref: SecretRef = settings[field];
  if ("fromConfig" in ref) return secrets.get(ref.fromConfig);
  throw new UserError([
    `vigie:cloudflare.${field}: cannot come from a Kubernetes Secret, as it is used before the cluster; ` +
      `write { fromConfig: "<key>" } and set it with \`pulumi config set --secret --path 'vigie:secrets.<key>'\``,
  ]);
}

/** The team in whose name Access signs. Without it cloudflared would match nobody. Throws a `UserError`. */
export function accessTeam({ teamName }: CloudflareSettings): string {
  if (teamName !== undefined) return teamName;
  throw new UserError([
    "vigie:cloudflare.teamName: missing, and a route's auth is access; " +
      "write the team's name, the first part of <team>.cloudflareaccess.com",
  ]);
}
