import type { Settings } from "../../config/schema";
import { durationSeconds } from "../../config/schema/scalars";
import { slothId, sloGroups, sloProblems } from "../../rules/slo";
import type { Slo } from "../../rules/slo";
import type { PlacedSlo, System } from "../model";
import type { Problem } from "./problems";
import { isAlert } from "./rule-reader";
import type { ParsedRules } from "./rules";

type Retention = Settings["prometheus"]["retention"]["time"];

/**
 * The rules that a system's objectives generate, as if they had been read from a file. An objective with a mistake
 * generates none.
 */
export function sloRules(system: System, retention: Retention): ParsedRules {
  const { slos = [] } = system;
  const judged = slos.map((placed) => ({ placed, problems: sloProblems(placed.slo, contextOf(retention)) }));
  const groups = usableSlos(system, retention).flatMap((slo) => sloGroups(system, slo));
  const alerts = groups.flatMap(({ rules }) => rules.filter(isAlert));
  return {
    groups,
    lines: new Map(alerts.map(({ alert }) => [alert, 1])),
    problems: [
      ...judged.flatMap(({ placed: { at }, problems }) =>
        problems.map(({ field, reason, fix }) => ({ at: `${at}.${pathOf(field)}`, reason, fix })),
      ),
      ...sharedNames(slos),
    ],
  };
}

/** The objectives without a mistake. */
export function usableSlos({ slos = [] }: System, retention: Retention): readonly Slo[] {
  return slos.map(({ slo }) => slo).filter((slo) => sloProblems(slo, contextOf(retention)).length === 0);
}

function contextOf(retention: Retention) {
  return { retention: { text: retention, days: durationSeconds(retention) / 86_400 } };
}

/** The stack file has the parts of the indicator below `indicator`. */
function pathOf(field: string): string {
  return field.replace(/^(requests|latency|gauge)\./, "indicator.");
}

/**
 * Objectives of two systems with one id: `shop` with `api-errors` and `shop-api` with `errors`. Rules find their records by
 * it, so each would count the other's events.
 */
export function sharedIds(systems: readonly System[]): Problem[] {
  const first = new Map<string, string>();
  return systems.flatMap((system) =>
    (system.slos ?? []).flatMap(({ at, slo }) => {
      const id = slothId(system, slo);
      const before = first.get(id);
      first.set(id, before ?? at);
      // Within a system equal names are told of by themselves.
      if (before === undefined || system.slos?.some((one) => one.at === before)) return [];
      return [
        { at: `${at}.name`, reason: `makes the id "${id}", as ${before} does`, fix: "choose another name" },
      ];
    }),
  );
}

/** Alerts are named after the words of the objective's name: `a-b` and `ab` differ, `a-b` and `a--b` do not. */
function sharedNames(slos: readonly PlacedSlo[]): Problem[] {
  const first = new Map<string, string>();
  return slos.flatMap(({ at, slo: { name } }) => {
    const words = name
      .split("-")
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join("");
    const before = first.get(words);
    first.set(words, before ?? at);
    if (before === undefined) return [];
    return [
      { at: `${at}.name`, reason: `gives its alerts the names of ${before}`, fix: "choose another name" },
    ];
  });
}
