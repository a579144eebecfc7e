import { z } from "./zod";
import { secretRef } from "./common";
import { hostname } from "./scalars";

const client = {
  clientId: secretRef.describe("Id of the OAuth client, made at the provider."),
  clientSecret: secretRef.describe("Its secret."),
};

/** Logins by somebody else's account. Each kind says whose: an account there alone is no reason to be let in. */
export const oauth = z.discriminatedUnion("provider", [
  z.strictObject({
    ...client,
    provider: z.literal("google"),
    allowedDomains: z.array(hostname).min(1).describe("Domains of the e-mail addresses that may log in."),
  }),
  z.strictObject({
    ...client,
    provider: z.literal("github"),
    allowedOrganizations: z
      .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, "must be the name of a GitHub organisation"))
      .min(1)
      .describe("Organisations whose members may log in."),
  }),
]);
export type OAuth = z.infer<typeof oauth>;
