import { error, warning, type Finding } from "../../../config/problem";
import type { TraefikFacts, TraefikPod } from "../facts";
import type { TraefikNeeds } from "../needs";
import { cannotSee } from "./unknown";

export function diagnoseTraefikPods({ pods, service }: TraefikFacts, needs: TraefikNeeds): Finding[] {
  const where = `Traefik's pods in ${needs.namespace}`;
  if (pods.state === "unknown") return [cannotSee(where, pods.reason)];
  const all = pods.state === "found" ? pods.value : [];
  if (all.length === 0) {
    // Without its Service that is the one thing to say.
    if (service.state === "absent") return [];
    return [error(where, "there are none, nobody would answer the routes", "start Traefik, then look again")];
  }
  const selector = service.state === "found" ? service.value.selector : {};
  return [...unlabelled(where, all, selector, needs), ...foreignRefused(where, all, needs)];
}

/** The stack's network policies let Traefik in by these labels alone. */
function unlabelled(
  where: string,
  pods: readonly TraefikPod[],
  selector: Readonly<Record<string, string>>,
  { networkPolicies, podLabels }: TraefikNeeds,
): Finding[] {
  const wanted = Object.entries(podLabels);
  const odd = pods.filter(({ labels }) => wanted.some(([name, value]) => labels[name] !== value));
  const [first] = odd;
  if (!networkPolicies || first === undefined) return [];
  return [
    error(
      where,
      `${odd.map(({ name }) => name).join(", ")} ${odd.length === 1 ? "lacks" : "lack"} ${labelsText(podLabels)}, so the stack's network policies would keep Traefik out`,
      `write vigie:exposure.traefik.podLabels: { ${labelsText(Object.keys(selector).length > 0 ? selector : first.labels)} }`,
    ),
  ];
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
}

/** A router that names a middleware of another namespace is left out by a Traefik that was not told to look there. */
function foreignRefused(
  where: string,
  pods: readonly TraefikPod[],
  { middlewares }: TraefikNeeds,
): Finding[] {
  const foreign = middlewares.filter((middleware) => middleware.foreign);
  if (foreign.length === 0) return [];
  const routes = foreign.map(({ path }) => path).join(", ");
  const fix =
    "run Traefik with --providers.kubernetescrd.allowCrossNamespace=true, or move the middleware into the stack's namespace";
  if (pods.some(({ crossNamespace }) => crossNamespace === "refused")) {
    return [error(where, `run without allowCrossNamespace, which ${routes} needs`, fix)];
  }
  if (pods.some(({ crossNamespace }) => crossNamespace === "unsaid")) {
    return [
      warning(
        where,
        `do not show in their arguments whether allowCrossNamespace is on, which ${routes} needs`,
        fix,
      ),
    ];
  }
  return [];
}
