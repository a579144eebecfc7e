import { error, warning, type Finding } from "../problem";
import { NOBODY, toldBy } from "../routing";
import type { Settings } from "../schema";
import type { Route, Severity } from "../schema/alerting";
import { durationSeconds } from "../schema/scalars";
import { systemNames } from "../schema/systems";
import { didYouMean } from "../suggest";
import { RECEIVER_RULES } from "./receivers";
import type { Rule } from "./rule";

export const ALERTING_RULES: readonly Rule[] = [
  { name: "receiversExist", reads: ["alerting"], check: receiversExist },
  ...RECEIVER_RULES,
  { name: "routedSystemsExist", reads: ["alerting", "systems", "apps"], check: routedSystemsExist },
  { name: "routeLabelsAreOther", reads: ["alerting"], check: routeLabelsAreOther },
  { name: "routesAreReached", reads: ["alerting"], check: routesAreReached },
  {
    name: "criticalReachesSomebody",
    reads: ["environment", "alerting", "systems", "apps"],
    check: criticalReachesSomebody,
  },
  { name: "productionHasHeartbeat", reads: ["environment", "alerting"], check: productionHasHeartbeat },
  { name: "timingsAreOrdered", reads: ["alerting", "alertmanager"], check: timingsAreOrdered },
  { name: "alertmanagersAreOdd", reads: ["alertmanager"], check: alertmanagersAreOdd },
];

function receiversExist({ alerting }: Settings): readonly Finding[] {
  const names = Object.keys(alerting.receivers);
  return alerting.routes.flatMap(({ receiver }, index) => {
    if (receiver === NOBODY || names.includes(receiver)) return [];
    const fix = didYouMean(receiver, names, "add it to vigie:alerting.receivers, or write none");
    return [
      error(`vigie:alerting.routes[${index}].receiver`, `is "${receiver}", which is not a receiver`, fix),
    ];
  });
}

/** Systems whose alerts can exist in this stack. */
function systemsOf({ systems, apps }: Settings): readonly string[] {
  return ["platform", ...systemNames(systems), ...Object.keys(apps)];
}

function routedSystemsExist(settings: Settings): readonly Finding[] {
  const known = systemsOf(settings);
  return settings.alerting.routes.flatMap(({ systems = [] }, index) =>
    systems.flatMap((system, at) => {
      if (known.includes(system)) return [];
      const path = `vigie:alerting.routes[${index}].systems[${at}]`;
      return [
        error(path, `is "${system}", which is not a system of this stack`, didYouMean(system, known, "")),
      ];
    }),
  );
}

/** One way to write one thing: a severity among the labels would escape the check of its name. */
const OWN_FIELD: Readonly<Record<string, string>> = { severity: "severities", system: "systems" };

function routeLabelsAreOther({ alerting }: Settings): readonly Finding[] {
  return alerting.routes.flatMap(({ labels = {} }, index) =>
    Object.keys(labels).flatMap((label) => {
      const field = OWN_FIELD[label];
      if (field === undefined) return [];
      const path = `vigie:alerting.routes[${index}].labels.${label}`;
      return [error(path, `has a field of its own`, `write ${field}: [...] beside labels`)];
    }),
  );
}

/** A route below one that takes everything never matches. */
function routesAreReached({ alerting }: Settings): readonly Finding[] {
  const { routes } = alerting;
  const wall = routes.findIndex(
    ({ continue: goesOn, severities, systems, labels }) =>
      !goesOn && severities === undefined && systems === undefined && labels === undefined,
  );
  if (wall < 0 || wall === routes.length - 1) return [];
  return [
    error(
      `vigie:alerting.routes[${wall + 1}]`,
      `is never reached, vigie:alerting.routes[${wall}] takes every alert`,
      `move it up, or add continue: true to routes[${wall}]`,
    ),
  ];
}

const CRITICAL_FIX = "add a receiver and a route with severities: [critical]";
const CRITICAL_LABEL_FIX = "add a route with severities: [critical] and without labels";

/** How bad it is that a critical alert is told to nobody. */
const UNTOLD = { development: undefined, staging: warning, production: error } as const;

function criticalReachesSomebody(settings: Settings): readonly Finding[] {
  const { alerting } = settings;
  const untold = systemsOf(settings).filter((system) => !isTold(alerting.routes, system, "critical"));
  if (untold.length === 0) return [];
  const who =
    untold.length === systemsOf(settings).length
      ? "critical alerts reach"
      : `critical alerts of ${untold.join(", ")} reach`;
  const finding = UNTOLD[settings.environment];
  if (finding === undefined) return [];
  const fix = alerting.routes.some(({ labels }) => labels !== undefined) ? CRITICAL_LABEL_FIX : CRITICAL_FIX;
  return [finding("vigie:alerting.routes", `${who} nobody`, fix)];
}

/** A route that asks for more labels cannot be counted on: an alert without them passes by. */
function isTold(routes: readonly Route[], system: string, severity: Severity): boolean {
  const certain = routes.filter(({ labels }) => labels === undefined);
  return toldBy(certain, { system, severity }).length > 0;
}

function productionHasHeartbeat({ environment, alerting }: Settings): readonly Finding[] {
  if (environment !== "production" || alerting.heartbeat !== undefined) return [];
  const reason = "is missing: when the cluster dies, nobody is told";
  return [
    warning(
      "vigie:alerting.heartbeat",
      reason,
      "add url: { fromConfig: heartbeatUrl } of a dead man's switch",
    ),
  ];
}

/** https://prometheus.io/docs/alerting/latest/configuration/#route */
function timingsAreOrdered({ alerting, alertmanager }: Settings): readonly Finding[] {
  const levels = [
    { path: "vigie:alerting", ...timings(alerting, alerting) },
    ...alerting.routes.map((route, index) => ({
      path: `vigie:alerting.routes[${index}]`,
      ...timings(route, alerting),
    })),
  ];
  return levels.flatMap(({ path, repeat, group, isOwn }) => {
    if (!isOwn) return [];
    if (durationSeconds(repeat) > durationSeconds(alertmanager.retention)) {
      const reason = `is "${repeat}", longer than Alertmanager remembers (vigie:alertmanager.retention is "${alertmanager.retention}")`;
      return [error(`${path}.repeatInterval`, reason, "shorten it or lengthen the retention")];
    }
    if (durationSeconds(repeat) >= durationSeconds(group)) return [];
    const reason = `is "${repeat}", shorter than groupInterval ("${group}") and without effect`;
    return [error(`${path}.repeatInterval`, reason, "make it a multiple of groupInterval")];
  });
}

type Timings = Pick<Route, "repeatInterval" | "groupInterval">;

function timings(own: Timings, base: Settings["alerting"]) {
  return {
    repeat: own.repeatInterval ?? base.repeatInterval,
    group: own.groupInterval ?? base.groupInterval,
    isOwn: own.repeatInterval !== undefined || own.groupInterval !== undefined,
  };
}

/** Two tolerate no more failures than one for a quorum-less gossip, but cost and notify twice after a split. */
function alertmanagersAreOdd({ alertmanager }: Settings): readonly Finding[] {
  if (alertmanager.replicas % 2 === 1) return [];
  const reason = `is ${alertmanager.replicas}: after a network split both halves notify`;
  return [warning("vigie:alertmanager.replicas", reason, "use 1 or 3")];
}
