import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import { agentsNamespace } from "../schema/platform";
import type { Rule } from "./rule";

/** Everything in them would be cut off by our default-deny policy, or relabelled. */
const SYSTEM_NAMESPACES: readonly string[] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Labels that the program sets itself; a second value would split every series in two. */
const OWN_LABELS: readonly string[] = ["cluster", "environment"];

export const CLUSTER_RULES: readonly Rule[] = [
  { name: "clusterIsNamed", reads: ["environment", "cluster"], check: clusterIsNamed },
  { name: "namespaceIsOurs", reads: ["namespace"], check: namespaceIsOurs },
  { name: "namespacesDiffer", reads: ["namespace", "systems", "apps"], check: namespacesDiffer },
  { name: "podSecurityIsRestricted", reads: ["namespace"], check: podSecurityIsRestricted },
  { name: "productionIsProtected", reads: ["environment", "scheduling"], check: productionIsProtected },
  { name: "ownLabelsStay", reads: ["prometheus"], check: ownLabelsStay },
];

/** A laptop follows kubectl; elsewhere the file alone says where it goes, whoever runs it and whatever is current there. */
function clusterIsNamed({ environment, cluster }: Settings): readonly Finding[] {
  if (environment === "development") return [];
  if (cluster.context !== undefined || cluster.kubeconfig !== undefined) return [];
  return [
    error(
      "vigie:cluster.context",
      `is missing: ${environment} would go to whatever cluster kubectl points at`,
      "write the name of its context (kubectl config get-contexts), or the path of a kubeconfig of its own in vigie:cluster.kubeconfig",
    ),
  ];
}

function namespaceIsOurs(settings: Settings): readonly Finding[] {
  const names: readonly [string, string][] = [
    ["vigie:namespace.name", settings.namespace.name],
    ["vigie:namespace.agentsName", agentsNamespace(settings)],
  ];
  return names
    .filter(([, name]) => SYSTEM_NAMESPACES.includes(name))
    .map(([path, name]) =>
      error(
        path,
        `is "${name}", a namespace of Kubernetes itself`,
        'choose one of your own, such as "monitoring"',
      ),
    );
}

function namespacesDiffer(settings: Settings): readonly Finding[] {
  const { name } = settings.namespace;
  const agents = agentsNamespace(settings);
  const findings: Finding[] = [];
  if (agents === name) {
    const reason = `is "${name}", the namespace of the stack, which refuses pods that read the host`;
    findings.push(error("vigie:namespace.agentsName", reason, `leave it out: it is then "${name}-agents"`));
  }
  for (const { path, namespace, product } of productNamespaces(settings)) {
    const ours = namespace === name ? "name" : namespace === agents ? "agentsName" : undefined;
    if (ours === undefined) continue;
    const reason = `is "${namespace}", the namespace that ${product} runs in (${path})`;
    findings.push(error(`vigie:namespace.${ours}`, reason, "keep the stack apart from what it watches"));
  }
  return findings;
}

interface ProductNamespace {
  readonly path: string;
  readonly namespace: string;
  readonly product: string;
}

/** Every `namespace` that a product or an app names, whatever it is for; each once. */
function productNamespaces({ systems, apps }: Settings): readonly ProductNamespace[] {
  const of = (key: string, products: object): readonly ProductNamespace[] =>
    Object.entries(products).flatMap(([product, value]) => {
      const found = new Map<string, string>();
      for (const [path, namespace] of namespacesIn(value, `vigie:${key}.${product}`)) {
        if (!found.has(namespace)) found.set(namespace, path);
      }
      return [...found].map(([namespace, path]) => ({ path, namespace, product }));
    });
  return [...of("systems", systems), ...of("apps", apps)];
}

function namespacesIn(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    return key === "namespace" && typeof inner === "string"
      ? [[place, inner] as const]
      : namespacesIn(inner, place);
  });
}

function podSecurityIsRestricted({ namespace }: Settings): readonly Finding[] {
  if (namespace.podSecurity === "restricted") return [];
  const reason = `is "${namespace.podSecurity}", no pod of this namespace needs more than "restricted"`;
  return [warning("vigie:namespace.podSecurity", reason, "leave it out")];
}

function productionIsProtected({ environment, scheduling }: Settings): readonly Finding[] {
  if (environment !== "production" || scheduling.protect) return [];
  const reason = "is false in production: pulumi destroy deletes every sample and log line";
  return [warning("vigie:scheduling.protect", reason, "write true")];
}

function ownLabelsStay({ prometheus }: Settings): readonly Finding[] {
  return Object.keys(prometheus.externalLabels)
    .filter((name) => OWN_LABELS.includes(name))
    .map((name) => {
      const source = name === "cluster" ? "vigie:cluster.name" : "vigie:environment";
      const path = `vigie:prometheus.externalLabels.${name}`;
      return error(path, `"${name}" is set by the program, from ${source}`, `remove it and set ${source}`);
    });
}
