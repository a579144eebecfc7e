import { z } from "./zod";
import { isSecretKey, SECRET_KEY } from "../secrets/key";
import { cpu, label, labels as kubernetesLabels, objectName, size } from "./scalars";

/**
 * Where a secret value comes from. `fromConfig` names a key of the stack's `vigie:secrets` object, set with
 * `pulumi config set --secret --path 'vigie:secrets.<name>'`. `fromSecret` names a Kubernetes Secret that exists
 * already (in the monitoring namespace unless said otherwise); its value never passes through Pulumi.
 */
export const secretRef = z
  .union(
    [
      z.strictObject({
        fromConfig: z
          .string()
          .regex(SECRET_KEY, "must be a key of vigie:secrets: letters and digits")
          .refine(
            (key) => !SECRET_KEY.test(key) || isSecretKey(key),
            "must be the name of a key of vigie:secrets, not the secret itself",
          )
          .describe("Key of the encrypted vigie:secrets object of the stack file."),
      }),
      z.strictObject({
        fromSecret: z
          .strictObject({ name: objectName, key: z.string().min(1) })
          .describe("An existing Kubernetes Secret and the key in it."),
      }),
    ],
    { error: 'must be { fromConfig: "<key of vigie:secrets>" } or { fromSecret: { name, key } }' },
  )
  .meta({ id: "SecretRef" });
export type SecretRef = z.infer<typeof secretRef>;

/** A password: generated and kept stable in the stack's state, or a reference. */
export const passwordSource = z
  .union([z.strictObject({ generate: z.literal(true) }), secretRef], {
    error: "must be { generate: true }, { fromConfig: ... } or { fromSecret: { name, key } }",
  })
  .meta({ id: "PasswordSource" });
export type PasswordSource = z.infer<typeof passwordSource>;

const amounts = z.strictObject({
  cpu: cpu.optional(),
  memory: size.optional(),
  "ephemeral-storage": size.optional(),
});

/** Requests and limits of one container; what is left out comes from the size profile. */
export const resources = z
  .strictObject({ requests: amounts.optional(), limits: amounts.optional() })
  .meta({ id: "Resources" });
export type Resources = z.infer<typeof resources>;

export const toleration = z
  .strictObject({
    key: z.string().optional(),
    operator: z.enum(["Exists", "Equal"]).optional(),
    value: z.string().optional(),
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
    tolerationSeconds: z.int().min(0).optional(),
  })
  .meta({ id: "Toleration" });
export type Toleration = z.infer<typeof toleration>;

/** Fields every workload of the stack accepts beside its own. */
export const workload = {
  resources: resources.optional().describe("Requests and limits; the size profile fills what is left out."),
  nodeSelector: kubernetesLabels.optional().describe("Overrides vigie:scheduling.nodeSelector."),
  tolerations: z.array(toleration).optional().describe("Overrides vigie:scheduling.tolerations."),
  labels: kubernetesLabels.optional().describe("Extra labels on the objects and pods."),
  annotations: z.record(z.string(), z.string()).optional().describe("Extra annotations on the pods."),
};

/** A volume that grows in place. Kubernetes refuses to shrink it, and to change the class of a claim that exists. */
export function volume(defaultSize: string) {
  return z.strictObject({
    size: size.prefault(defaultSize).describe("Requested size; may grow later, never shrink."),
    storageClass: label
      .optional()
      .describe(
        "Storage class. Default: vigie:scheduling.storageClass. Fixed once the volume is made: see docs/operations.md before you change it.",
      ),
  });
}
export type Volume = z.infer<ReturnType<typeof volume>>;
