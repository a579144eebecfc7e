import type { Plan } from "../../systems/plan";
import { serviceUrl } from "../../base/endpoints";
import { whereFrom } from "../kit/external-labels";
import type { Pipeline, Retry } from "./model";
import { hostSource, fileSources, podSource } from "./sources";

/** About an hour: an upgrade or a full volume of Loki's then loses nothing. The collectors' default gives up after nine minutes. */
const RETRY: Retry = { minPeriod: "500ms", maxPeriod: "5m", retries: 20 };

/**
 * The one log pipeline. Labels are few and bounded: cluster, environment, namespace, app, container, job, level (and
 * node for files of the host). A pod's name is structured metadata: as a label every rollout would start new streams
 * (https://grafana.com/docs/loki/latest/get-started/labels/bp-labels/).
 */
export function logPipeline(plan: Plan): Pipeline {
  const { settings } = plan;
  const { pods, host } = settings.logs;
  return {
    pushUrl: `${serviceUrl("loki", settings)}/loki/api/v1/push`,
    labels: whereFrom(settings),
    sources: [
      ...(pods.enabled ? [podSource(pods)] : []),
      ...(host ? [hostSource()] : []),
      ...fileSources(plan),
    ],
    retry: RETRY,
  };
}
