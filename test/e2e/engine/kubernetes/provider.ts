import { createApi } from "./api";
import { createSession } from "./session";
import { checkConfig, diffConfig, readSettings } from "./settings";
import type { StandIn } from "../wire/contract";

/**
 * Stands in for the pulumi-kubernetes plugin 4.34: server-side apply, dry runs for previews, waiting for readiness, patch
 * resources, generated names and the plugin's rules on what is replaced. Not there: Helm, YAML and kustomize components,
 * CRD-specific updates, `waitFor`, lists, rendering to files, client-side apply.
 */
export const kubernetes: StandIn = {
  name: "kubernetes",
  version: "4.34.2",
  acceptsSecrets: true,
  checkConfig,
  diffConfig,
  open(config) {
    const settings = readSettings(config);
    return Promise.resolve(createSession(createApi(settings.access), settings));
  },
};
