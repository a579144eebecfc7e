import type { Settings } from "../../config/schema";
import type { Flow } from "./network-policy";

/** Parts of the stack that may get a public host name. */
export type Exposable = "grafana" | "prometheus" | "alertmanager";

/** What lets Traefik reach the app: nothing while it has no public host name. The tunnel too goes through Traefik. */
export function exposureFlows(settings: Settings, app: Exposable, port: number): Flow[] {
  if (settings.exposure[app] === undefined) return [];
  const { namespace, podLabels } = settings.exposure.traefik;
  return [{ peers: [{ namespace, podLabels }], ports: [port] }];
}
