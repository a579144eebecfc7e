import { z } from "../zod";
import { resources, secretRef } from "../common";
import { hostPort, image } from "../scalars";

const exporter = {
  image: image.optional().describe("Default: vigie:exporters.images of its type."),
  resources: resources.optional().describe("The exporter's own; the size profile fills what is left out."),
};

/** An exporter of its own for the PostgreSQL of a product, but for the database's name. */
export const postgresAt = {
  ...exporter,
  address: hostPort.describe("`host:port` of the database."),
  user: secretRef.describe("User of the connection."),
  password: secretRef.describe("Password of the connection."),
  sslMode: z
    .enum(["disable", "require", "verify-ca", "verify-full"])
    .optional()
    .describe(
      "TLS of the connection. Default: `require`. `disable` sends what is read in clear, and suits the cluster's own network at most.",
    ),
};

/** An exporter of its own for the Redis of a product. */
export const redisAt = {
  ...exporter,
  address: hostPort.describe("`host:port` of the cache, without a scheme."),
  password: secretRef.optional().describe("Password of the connection. Default: none."),
};
