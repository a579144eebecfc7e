import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import type { Route, Severity } from "../schema/alerting";
import { durationSeconds } from "../schema/scalars";
import { didYouMean } from "../suggest";
import type { Rule } from "./rule";

/** The receiver that tells nobody; written out so that silence is a choice. */
export const NOBODY = "none";

export const ALERTING_RULES: readonly Rule[] = [
  { name: "receiversExist", reads: ["alerting"], check: receiversExist },
  { name: "receiverNamesAreFree", reads: ["alerting"], check: receiverNamesAreFree },
  { name: "receiversAreUsed", reads: ["alerting"], check: receiversAreUsed },
  { name: "routedSystemsExist", reads: ["alerting", "systems", "apps"], check: routedSystemsExist },
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

function receiverNamesAreFree({ alerting }: Settings): readonly Finding[] {
  if (!(NOBODY in alerting.receivers)) return [];
  const reason = '"none" is the receiver that tells nobody';
  return [error("vigie:alerting.receivers.none", reason, "choose another name")];
}

function receiversAreUsed({ alerting }: Settings): readonly Finding[] {
  const used = new Set(alerting.routes.map(({ receiver }) => receiver));
  return Object.keys(alerting.receivers)
    .filter((name) => !used.has(name) && name !== NOBODY)
    .map((name) =>
      warning(`vigie:alerting.receivers.${name}`, "no route leads to it", "add a route or remove it"),
    );
}

/** Systems whose alerts can exist in this stack. */
function systemsOf({ systems, apps }: Settings): readonly string[] {
  return ["platform", ...Object.keys(systems), ...Object.keys(apps)];
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

/** A route below one that takes everything never matches. */
function routesAreReached({ alerting }: Settings): readonly Finding[] {
  const { routes } = alerting;
  const wall = routes.findIndex(
    (route) => !route.continue && route.severities === undefined && route.systems === undefined,
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
  return finding === undefined ? [] : [finding("vigie:alerting.routes", `${who} nobody`, CRITICAL_FIX)];
}

function isTold(routes: readonly Route[], system: string, severity: Severity): boolean {
  for (const route of routes) {
    const isMatch =
      (route.severities?.includes(severity) ?? true) && (route.systems?.includes(system) ?? true);
    if (!isMatch) continue;
    if (route.receiver !== NOBODY) return true;
    if (!route.continue) return false;
  }
  return false;
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
