import { error, type Finding } from "../../../config/problem";
import type { TraefikFacts } from "../facts";
import type { TraefikNeeds } from "../needs";
import { cannotSee, lookedUp } from "./unknown";

export function diagnoseMiddlewares({ middlewares }: TraefikFacts, needs: TraefikNeeds): Finding[] {
  return needs.middlewares.flatMap(({ path, namespace, name }) => {
    const looked = lookedUp(middlewares, `${namespace}/${name}`);
    if (looked.state === "unknown")
      return [cannotSee(`${path}: Middleware ${namespace}/${name}`, looked.reason)];
    if (looked.state === "found") return [];
    return [
      error(
        path,
        `Middleware ${namespace}/${name} does not exist, and Traefik leaves a route out whose middleware is missing`,
        `create it, or correct its name (kubectl -n ${namespace} get middlewares.traefik.io)`,
      ),
    ];
  });
}
