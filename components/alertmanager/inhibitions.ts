import type { InhibitRule } from "./model";

/**
 * What makes two alerts be about the same thing. Long on purpose: a label that neither alert carries counts as equal, so
 * fewer names would let one critical node silence the warnings of every other.
 * https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings
 */
const SAME_THING = [
  "alertname",
  "cluster",
  "container",
  "database",
  "device",
  "instance",
  "job",
  "mountpoint",
  "namespace",
  "node",
  "persistentvolumeclaim",
  "pod",
  "probe",
  "system",
];

/** An alert on one target, whichever it is; CRM TPM Finance brings its own. */
const ONE_TARGET = "(Prometheus)?TargetDown";

/** It says of one target what a part's own alert says of the whole. */
const PART_OVER_TARGET: InhibitRule = {
  name: "part-over-target",
  source_matchers: [
    '"severity"="critical"',
    '"alertname"=~".+Down"',
    `"alertname"!~"${ONE_TARGET}"`,
    '"job"!=""',
  ],
  target_matchers: [`"alertname"=~"${ONE_TARGET}"`],
  equal: ["cluster", "job", "system"],
};

/** An objective's budget that burns fast burns slowly too: one message is enough. */
function tierOver(source: string, targets: string): InhibitRule {
  return {
    name: `slo-${source}-over-slower`,
    source_matchers: [`"tier"="${source}"`, '"sloth_id"!=""'],
    target_matchers: [`"tier"=~"${targets}"`, '"sloth_id"!=""'],
    equal: ["cluster", "sloth_id", "system"],
  };
}

/** The lower severity of one alert is silent while the higher one fires for the same thing. */
export const INHIBITIONS: readonly InhibitRule[] = [
  {
    name: "critical-over-lower",
    source_matchers: ['"severity"="critical"'],
    target_matchers: ['"severity"=~"warning|performance|info"'],
    equal: SAME_THING,
  },
  {
    name: "warning-over-lower",
    source_matchers: ['"severity"="warning"'],
    target_matchers: ['"severity"=~"performance|info"'],
    equal: SAME_THING,
  },
  PART_OVER_TARGET,
  tierOver("fast", "medium|slow|trend"),
  tierOver("medium", "slow|trend"),
  tierOver("slow", "trend"),
];
