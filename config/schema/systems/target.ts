import { z } from "../zod";
import { hostPort, label, objectName, port } from "../scalars";

/** Where a target is: pods behind a Service in the cluster, or fixed addresses outside it. */
const kubernetesTarget = z.strictObject({
  namespace: label,
  service: objectName.describe("Name of the Service whose EndpointSlices are scraped."),
  port: z
    .union([label, port])
    .describe(
      "Name of the Service's port, or the number that its pods listen on (the Service's `targetPort`).",
    ),
});

export const target = z
  .union(
    [z.strictObject({ kubernetes: kubernetesTarget }), z.strictObject({ static: z.array(hostPort).min(1) })],
    { error: 'must be { kubernetes: { namespace, service, port } } or { static: ["host:port", ...] }' },
  )
  .meta({ id: "Target" });
export type Target = z.infer<typeof target>;
