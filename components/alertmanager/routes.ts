import { HEARTBEAT, matchesOf, NOBODY, toldBy, type Match } from "../../config/routing";
import type { Settings } from "../../config/schema";
import { durationSeconds } from "../../config/schema/scalars";
import type { RouteConfig } from "./model";

/** Always firing: proof that the whole way to a human works. */
const WATCHDOG = "Watchdog";

type Alerting = Settings["alerting"];

/** A route before it is written down: which values of which labels it takes. */
interface RouteNode extends Omit<RouteConfig, "matchers"> {
  readonly matches: readonly Match[];
}

/** The routes below the root, as alertmanager.yml has them. */
export function routeConfigs(alerting: Alerting): RouteConfig[] {
  return routeNodes(alerting).map(({ matches, ...route }) => ({
    ...route,
    ...(matches.length === 0 ? {} : { matchers: matches.map(matcher) }),
  }));
}

/**
 * Names of the receivers that are told about an alert with these labels, in order, as Alertmanager itself would decide.
 * Empty: nobody is told. `heartbeat` is the external dead man's switch.
 */
export function explainRoute(settings: Settings, labels: Readonly<Record<string, string>>): string[] {
  const { heartbeat, routes } = settings.alerting;
  if (labels.alertname === WATCHDOG) return heartbeat === undefined ? [] : [HEARTBEAT];
  return toldBy(routes, labels);
}

function routeNodes(alerting: Alerting): RouteNode[] {
  return [watchdogRoute(alerting), ...alerting.routes.map(routeNode)];
}

/**
 * First, so that the Watchdog reaches no human's channel, where nobody would notice its silence. A repeat interval as long
 * as the group interval skips every second ping (seen on 0.34: 8 s apart with both at 4 s): the last one was noted a moment
 * after the tick that the next is counted from.
 */
function watchdogRoute({ heartbeat }: Alerting): RouteNode {
  const matches = [{ label: "alertname", values: [WATCHDOG] }];
  if (heartbeat === undefined) return { receiver: NOBODY, matches };
  const seconds = durationSeconds(heartbeat.interval);
  return {
    receiver: HEARTBEAT,
    matches,
    group_wait: "0s",
    group_interval: heartbeat.interval,
    repeat_interval: `${Math.max(1, Math.floor(seconds / 2))}s`,
  };
}

function routeNode(route: Alerting["routes"][number]): RouteNode {
  const { receiver, groupBy, groupWait, groupInterval, repeatInterval } = route;
  return {
    receiver,
    matches: matchesOf(route),
    ...(groupBy === undefined ? {} : { group_by: groupBy }),
    ...(groupWait === undefined ? {} : { group_wait: groupWait }),
    ...(groupInterval === undefined ? {} : { group_interval: groupInterval }),
    ...(repeatInterval === undefined ? {} : { repeat_interval: repeatInterval }),
    ...(route.continue ? { continue: true as const } : {}),
  };
}

/** In the strict UTF-8 syntax, both sides quoted; several values are alternatives of an anchored expression. */
function matcher({ label, values }: Match): string {
  const [first = "", ...others] = values;
  if (others.length === 0) return `"${label}"="${quoted(first)}"`;
  return `"${label}"=~"${values.map((value) => quoted(literal(value))).join("|")}"`;
}

function literal(value: string): string {
  return value.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}

function quoted(text: string): string {
  return text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}
