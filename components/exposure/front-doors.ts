import { exposureGraph } from "../../base/exposure";
import type { Settings } from "../../config/schema";
import type { Ui } from "../../config/schema/exposure";
import type { Peer } from "../kit/network-policy";

/** The pods in front of an endpoint, for its network policy: Traefik, cloudflared or nobody. */
export function frontDoors(endpoint: Ui, settings: Settings): readonly Peer[] {
  const route = exposureGraph(settings).find((candidate) => candidate.endpoint === endpoint);
  if (route === undefined) return [];
  if (route.way.through === "tunnel") return [{ app: "cloudflared" }];
  const { namespace, podLabels } = settings.exposure.traefik;
  return [{ namespace, podLabels }];
}
