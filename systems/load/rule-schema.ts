import { z } from "zod";
import { duration } from "../../config/schema/scalars";

/** Messages are `reason; fix`. Shape as in https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
const text = (what: string, fix: string) => {
  const message = `must be ${what}; ${fix}`;
  return z
    .string({ error: (issue) => (issue.input === undefined ? `is missing; ${fix}` : message) })
    .min(1, message);
};

const strings = z.record(z.string(), z.string({ error: "must be text; put quotes around it" }), {
  error: "must be a map of texts; write name: value lines",
});
const severity = z.enum(["critical", "warning", "performance", "info", "none"], {
  error: (issue) =>
    issue.input === undefined
      ? "is missing; routes are chosen by it: critical, warning, performance or info"
      : "must be critical, warning, performance or info; routes are chosen by it",
});
const optionalDuration = duration.optional();
const expr = text("a query", "give the rule its query");

export const ruleFile = z.strictObject(
  {
    groups: z.array(z.unknown(), {
      error: (issue) =>
        issue.input === undefined
          ? "is missing; start the file with groups:"
          : "must be a list; write one - name: per group",
    }),
  },
  { error: 'holds no rule groups; start the file with "groups:"' },
);

export const ruleGroup = z.strictObject(
  {
    name: text("a name", "name the group"),
    interval: optionalDuration,
    limit: z.int().min(0).optional(),
    query_offset: optionalDuration,
    labels: strings.optional(),
    rules: z.array(z.unknown(), { error: "is missing or not a list; list the group's rules" }),
  },
  { error: 'must be a map; give it "name" and "rules"' },
);

export const alertRule = z.strictObject(
  {
    alert: text("a name", 'give the rule "alert" (or "record") and "expr"'),
    expr,
    for: optionalDuration,
    keep_firing_for: optionalDuration,
    labels: z
      .object({ severity }, { error: "is missing; add labels: with severity" })
      .catchall(strings.valueType),
    annotations: strings.optional(),
  },
  { error: 'must be a map; give it "alert" and "expr"' },
);

export const recordingRule = z.strictObject({
  record: z
    .string({ error: "must be a metric name; such as job:requests:rate5m" })
    .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "must be a metric name; letters, digits, _ and :"),
  expr,
  labels: strings.optional(),
});

export const GROUP_KEYS = Object.keys(ruleGroup.shape);
export const ALERT_KEYS = Object.keys(alertRule.shape);
export const RECORDING_KEYS = Object.keys(recordingRule.shape);
