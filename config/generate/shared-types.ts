/** What the named types of the schema accept, for the reference; a test compares the names with the schema's. */
export const SHARED_TYPES: Readonly<Record<string, string>> = {
  Cpu: 'CPU of Kubernetes: `"100m"` (a tenth of a core), `"0.5"`, `2`.',
  Duration:
    "A whole number and a unit, several may follow each other: `15s`, `5m`, `1h30m`, `30d`. Units: y, w, d, h, m, s, ms, in this order, each once.",
  Image: "`registry/name:version`, optionally with `@sha256:…`. `latest` is refused.",
  Interval: "A [Duration](#duration) longer than zero.",
  PasswordSource:
    "`{ generate: true }` makes a password once and keeps it in the stack's state; or a [SecretRef](#secretref).",
  Resources:
    "`requests` and `limits`, each with `cpu` ([Cpu](#cpu)), `memory` ([Size](#size)) and `ephemeral-storage` ([Size](#size)), all optional; the size profile fills what is left out.",
  SecretRef:
    "`{ fromConfig: <key> }`: a key of the encrypted `vigie:secrets`. Or `{ fromSecret: { name, key } }`: a Kubernetes Secret that exists in the stack's namespace; its value never passes through Pulumi.",
  Size: "A whole number and a binary unit: `512Mi`, `20Gi`. Units: Ki, Mi, Gi, Ti.",
  Target:
    '`{ kubernetes: { namespace, service, port } }`: the endpoints of a Service, `port` the name of its port or the number that its pods listen on. Or `{ static: ["host:port", …] }`: fixed addresses, in or outside the cluster.',
  Toleration:
    "A Kubernetes toleration: `key`, `operator` (`Exists`, `Equal`), `value`, `effect`, `tolerationSeconds`.",
};
