import { budgetOf, isExact } from "./decimal";
import type { Sli, Slo } from "./model";
import { parseSelector } from "./selector";
import { daysOf, thresholdOf, TIERS } from "./tiers";

/** One mistake in an objective; `field` is its path below the objective. */
export interface SloProblem {
  readonly field: string;
  readonly reason: string;
  readonly fix: string;
}

/** What an objective needs to know about the stack. */
export interface SloContext {
  /** How long Prometheus keeps what it recorded, as in the stack file, and in days. */
  readonly retention: { readonly text: string; readonly days: number };
}

const SELECTOR_FIX =
  'write a metric with matchers, such as http_requests_total{job="shop"}, without rate() or a range';

/** Everything that would make the rules of this objective silent, wrong or impossible. */
export function sloProblems(slo: Slo, { retention }: SloContext): readonly SloProblem[] {
  return [
    ...selectors(slo.sli).flatMap(({ field, text }) =>
      parseSelector(text) === undefined
        ? [{ field, reason: `is "${text}", which is not a selector`, fix: SELECTOR_FIX }]
        : [],
    ),
    ...objectiveProblems(slo),
    ...(daysOf(slo.period) > retention.days
      ? [
          {
            field: "period",
            reason: `is "${slo.period}", but Prometheus keeps ${retention.text} (vigie:prometheus.retention.time)`,
            fix: "lengthen the retention: a period that is cut short looks better than it is",
          },
        ]
      : []),
    ...histogramProblems(slo.sli),
  ];
}

function objectiveProblems(slo: Slo): readonly SloProblem[] {
  const { objective } = slo;
  if (!isExact(objective)) {
    return [{ field: "objective", reason: `is ${objective}, too fine`, fix: "use at most 5 decimals" }];
  }
  if (budgetOf(objective) <= 0) {
    return [
      { field: "objective", reason: `is ${objective}, which leaves no budget`, fix: "write less than 100" },
    ];
  }
  const deaf = TIERS.find((tier) => thresholdOf(tier, slo) >= 1);
  if (deaf === undefined) return [];
  const percent = Math.round(thresholdOf(deaf, slo) * 100);
  return [
    {
      field: "objective",
      reason: `is ${objective}: its ${deaf.name} alert would need ${percent} % of bad events`,
      fix: "raise the objective, or judge by a stricter line (99 % below 500 ms instead of 90 % below 300 ms)",
    },
  ];
}

function selectors(sli: Sli): readonly { readonly field: string; readonly text: string }[] {
  const named = (fields: Readonly<Record<string, string | number | undefined>>) =>
    Object.entries(fields).flatMap(([name, text]) =>
      typeof text === "string" ? [{ field: `${sli.kind}.${name}`, text }] : [],
    );
  switch (sli.kind) {
    case "requests":
      return named("bad" in sli ? { total: sli.total, bad: sli.bad } : { total: sli.total, good: sli.good });
    case "latency":
      return named({ histogram: sli.histogram });
    case "gauge":
      return named(
        "atLeast" in sli
          ? { value: sli.value, atLeast: sli.atLeast }
          : { value: sli.value, atMost: sli.atMost },
      );
  }
}

const SUFFIX = /_(bucket|count|sum)$/;

function histogramProblems(sli: Sli): readonly SloProblem[] {
  if (sli.kind !== "latency") return [];
  const selector = parseSelector(sli.histogram);
  if (selector === undefined) return [];
  const field = "latency.histogram";
  const suffix = SUFFIX.exec(selector.metric)?.[0];
  if (suffix !== undefined) {
    return [{ field, reason: `ends in ${suffix}`, fix: `write the histogram's own name, without ${suffix}` }];
  }
  return selector.matchers.some(({ label }) => label === "le")
    ? [{ field, reason: "has a matcher for le", fix: "write the boundary as latency.below" }]
    : [];
}
