import type { Settings } from "../../config/schema";
import type { Override } from "../../config/schema/alerting";
import type { AlertRule } from "../plan";
import { resolveAlert } from "./alert-names";
import type { AlertId } from "./alert-names";
import { finalComparison, withThreshold } from "./comparison";
import type { Language } from "./comparison";
import type { Problem } from "./problems";
import { retold } from "./threshold-text";

/** What the stack file changes, by `<system>/<Alert>`. */
export interface Changes {
  readonly byId: ReadonlyMap<string, Change>;
  readonly problems: readonly Problem[];
}

interface Change extends Override {
  /** Where the stack file says so. */
  readonly path: string;
}

type Wishes = Pick<Settings["alerting"], "disabledAlerts" | "overrides">;

/** Resolves every name in `disabledAlerts` and `overrides`; an unknown, ambiguous or repeated one is a problem. */
export function readChanges({ disabledAlerts, overrides }: Wishes, known: readonly AlertId[]): Changes {
  const byId = new Map<string, Change>();
  const problems: Problem[] = [];
  const add = (name: string, change: Change) => {
    const id = resolveAlert(name, known, change.path);
    if (typeof id !== "string") {
      problems.push(id);
      return;
    }
    const before = byId.get(id);
    if (before === undefined) byId.set(id, change);
    else problems.push({ at: change.path, reason: `is ${id}, as ${before.path} is`, fix: "name it once" });
  };
  disabledAlerts.forEach((name, index) => {
    add(name, { enabled: false, path: `vigie:alerting.disabledAlerts[${index}]` });
  });
  for (const [name, override] of Object.entries(overrides)) {
    add(name, { ...override, path: `vigie:alerting.overrides["${name}"]` });
  }
  return { byId, problems };
}

/** The alert as this stack wants it, or why that cannot be. */
export function changed(
  rule: AlertRule,
  change: Change | undefined,
  language: Language,
): AlertRule | Problem {
  if (change === undefined) return rule;
  const { path, threshold, for: wait, severity } = change;
  const told = threshold === undefined ? rule : compared(rule, threshold, path, language);
  if ("reason" in told) return told;
  const { for: own, ...rest } = told;
  const lasting = wait ?? own;
  return {
    ...rest,
    ...(lasting === undefined || isZero(lasting) ? {} : { for: lasting }),
    ...(severity === undefined ? {} : { labels: { ...rule.labels, severity } }),
  };
}

function isZero(duration: string): boolean {
  return !/[1-9]/.test(duration);
}

/** Query and texts with the new number; the rule file's own number would contradict what fires. */
function compared(rule: AlertRule, threshold: number, path: string, language: Language): AlertRule | Problem {
  const comparison = finalComparison(rule.expr, language);
  if (comparison === undefined) {
    const reason = `alert ${rule.alert} does not end in a comparison with a number`;
    return {
      at: `${path}.threshold`,
      reason,
      fix: "remove threshold, or disable the alert and write your own",
    };
  }
  const annotations = Object.entries(rule.annotations ?? {}).map(([name, text]) => [
    name,
    TEXTS.has(name) ? retold(text, comparison.threshold, threshold) : text,
  ]);
  return {
    ...rule,
    expr: withThreshold(rule.expr, comparison, threshold),
    ...(rule.annotations === undefined ? {} : { annotations: Object.fromEntries(annotations) as Texts }),
  };
}

type Texts = Readonly<Record<string, string>>;

/** Annotations for people; the others are links. */
const TEXTS = new Set(["title", "summary", "description"]);
