import { error, type Finding } from "../../../config/problem";
import { oneOf } from "../../../config/suggest";
import type { Facts, Look, TraefikFacts } from "../facts";
import type { Needs, TraefikNeeds } from "../needs";
import { TRAEFIK_API } from "../read-traefik";
import { diagnoseMiddlewares } from "./middlewares";
import { diagnoseTraefikPods } from "./traefik-pods";
import { cannotSee } from "./unknown";

/** Traefik is expected to run already; all of this is asked only where a route goes through it. */
export function diagnoseTraefik(
  { traefik: facts, apiVersions }: Facts,
  { traefik: needs }: Needs,
): Finding[] {
  if (needs === undefined || facts === undefined) return [];
  const definitions = diagnoseDefinitions(facts.resources, apiVersions);
  return [
    ...definitions,
    ...diagnoseService(facts, needs),
    ...diagnoseTraefikPods(facts, needs),
    // Without the definitions no middleware can exist, and saying so of each would hide the cause.
    ...(definitions.length > 0 ? [] : diagnoseMiddlewares(facts, needs)),
  ];
}

const WANTED = ["ingressroutes", "middlewares"];
/** https://doc.traefik.io/traefik/migrate/v2-to-v3-details/#kubernetes-crds-api-group-traefikcontainous */
const LEGACY = "traefik.containo.us/v1alpha1";

function diagnoseDefinitions(resources: Look<readonly string[]>, served: readonly string[]): Finding[] {
  const where = "Traefik's definitions";
  if (resources.state === "unknown") return [cannotSee(where, resources.reason)];
  const known = resources.state === "found" ? resources.value : [];
  const missing = WANTED.filter((name) => !known.includes(name)).map((name) => `${name}.traefik.io`);
  if (missing.length === 0) return [];
  const lack = `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not installed`;
  if (served.includes(LEGACY)) {
    return [
      error(
        where,
        `${lack}, only the old traefik.containo.us`,
        "upgrade Traefik to 2.10 or newer together with its CRDs",
      ),
    ];
  }
  return [
    error(
      where,
      `${lack} (${TRAEFIK_API}), but vigie:exposure has routes`,
      "install Traefik with its CRDs (k3s: do not disable it), or remove the routes from vigie:exposure",
    ),
  ];
}

function diagnoseService({ service, elsewhere }: TraefikFacts, needs: TraefikNeeds): Finding[] {
  const where = `Service ${needs.namespace}/${needs.serviceName}`;
  if (service.state === "unknown") return [cannotSee(where, service.reason)];
  if (service.state === "absent") return [noService(where, elsewhere)];
  return [];
}

function noService(where: string, elsewhere: readonly string[]): Finding {
  const reason = "Traefik is not there: the Service does not exist";
  if (elsewhere.length === 0) {
    return error(
      where,
      reason,
      "install Traefik, or write where it runs into vigie:exposure.traefik.namespace and serviceName",
    );
  }
  return error(
    where,
    reason,
    `write where it runs into vigie:exposure.traefik.namespace and serviceName, did you mean ${oneOf(elsewhere)}?`,
  );
}
