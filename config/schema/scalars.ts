import { z } from "./zod";

/** A Prometheus duration: `30d`, `15s`, `1h30m`. Units: y, w, d, h, m, s, ms, in this order, each at most once. */
export type Duration = string & { readonly __unit: "duration" };
/** A Kubernetes quantity in bytes: `20Gi`, `512Mi`. Units: Ki, Mi, Gi, Ti. */
export type Size = string & { readonly __unit: "size" };

/**
 * Prometheus' own grammar, which Alertmanager and Loki share; `1d2w` and `10s20s` would stop them at their start.
 * https://github.com/prometheus/common/blob/main/model/time.go, `ParseDuration`
 */
const DURATION = /^(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;
const COUNTED_UNITS = /^(?:\d+(?:ms|s|m|h|d|w|y))+$/;
/** Go counts nanoseconds in 64 bits, which is 292 years. */
const LONGEST = "200y";
const SIZE = /^(\d+)(Ki|Mi|Gi|Ti)$/;

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};
const BYTES: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** Seconds in a duration. Throws on text that is not one. */
export function durationSeconds(text: string): number {
  if (!DURATION.test(text)) throw new Error(`"${text}" is not a duration such as 15s, 5m, 30d`);
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d|w|y)/g)) {
    total += Number(count) * (SECONDS[unit ?? ""] ?? 0);
  }
  return total;
}

/** Bytes in a size. Throws on text that is not one. */
export function sizeBytes(text: string): number {
  const match = SIZE.exec(text);
  if (match === null) throw new Error(`"${text}" is not a size such as 512Mi or 20Gi`);
  return Number(match[1]) * (BYTES[match[2] ?? ""] ?? 0);
}

/** A text of one form; the message is the same for text of another form and for what is no text at all. */
function matching(pattern: RegExp, message: string) {
  // What does not even look right is told that and nothing more.
  return z.string(message).regex(pattern, { error: message, abort: true });
}

/** @param zero whether it may be `0s`: else a zero would be refused by the program that reads it, or mean "not set" there. */
function durationText(zero: boolean) {
  const text = matching(
    COUNTED_UNITS,
    'must be a duration such as "15s", "5m" or "30d" (units: y, w, d, h, m, s, ms)',
  )
    .regex(DURATION, { error: "must have each unit once, the largest first", abort: true })
    .refine((value) => durationSeconds(value) <= durationSeconds(LONGEST), `must be at most "${LONGEST}"`);
  return zero ? text : text.regex(/[1-9]/, "must be longer than zero");
}

export const duration = durationText(true)
  .transform((text) => text as Duration)
  .meta({ id: "Duration" });

/** A duration longer than zero. */
export const interval = durationText(false)
  .transform((text) => text as Duration)
  .meta({ id: "Interval" });

export const size = matching(SIZE, 'must be a size such as "512Mi" or "20Gi" (units: Ki, Mi, Gi, Ti)')
  .transform((text) => text as Size)
  .meta({ id: "Size" });

/** DNS-1123 label: names of namespaces, Services, containers. */
export const label = matching(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  "must be a Kubernetes name: lower-case letters, digits and '-', starting and ending with a letter or digit",
).max(63, "must be at most 63 characters");

/** DNS-1123 subdomain: names of most other objects. */
export const objectName = matching(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  "must be a Kubernetes object name: lower-case letters, digits, '-' and '.'",
).max(253, "must be at most 253 characters");

const HOSTNAME = /^(?=.*[a-z])([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** A zone of the DNS. */
export const zone = matching(HOSTNAME, 'must be a DNS zone such as "example.org"').max(
  253,
  "must be at most 253 characters",
);

export const hostname = matching(
  HOSTNAME,
  'must be a full host name such as "grafana.example.org": lower case, no scheme, no port, no trailing dot',
).max(253, "must be at most 253 characters");

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/;

/** Kubernetes labels. */
export const labels = z.record(
  matching(LABEL_KEY, 'must be a label name such as "team" or "example.org/team"'),
  matching(LABEL_VALUE, "must be a label value: at most 63 letters, digits, '-', '_' and '.'"),
);

/** `host:port`, the host a name or an IPv4 address. */
export const hostPort = matching(
  /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
  'must be "host:port" such as "51.159.99.160:3005", without a scheme or path',
);

/** An image with an explicit version, optionally pinned by digest; `latest` is refused. */
export const image = matching(
  /^[a-z0-9]([-a-z0-9._/:]*[a-z0-9])?:[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}(@sha256:[0-9a-f]{64})?$/,
  'must be "registry/name:version", optionally with "@sha256:<64 hex digits>"',
)
  .refine((text) => !/:latest(@|$)/.test(text), 'must name a version: ":latest" changes under your feet')
  .meta({ id: "Image" });

export const labelName = matching(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "must be a Prometheus label name");
/** A label that alerts are grouped by. */
export const groupLabel = matching(
  /^([a-zA-Z_][a-zA-Z0-9_]*|\.\.\.)$/,
  'must be a label name such as "system", or "..." for every label',
);
export const port = z.int("must be a port between 1 and 65535").min(1).max(65_535);
export const urlPath = matching(/^\/[^\s?#]*$/, 'must be a path such as "/metrics"');
/** Path or glob of a log file on a node. The collector mounts the folder before its first glob, which may not be `/`. */
export const logPath = matching(/^\/\S*$/, 'must be an absolute path or glob such as "/var/log/app/*.log"')
  .regex(/^\/[^*?[{/]+\//, {
    error: 'must lie in a folder that is named in full, not in "/" itself, such as "/srv/app/*.log"',
    abort: true,
  })
  .regex(/^(?!.*\/\.{1,2}(\/|$))/, 'must not hold "." or ".." between slashes');
export const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" });
/** CPU: `100m`, `0.5`. A bare YAML number is what people write, and means the same. */
export const cpu = z
  .union([z.string(), z.number()], { error: 'must be CPU such as "100m" or "0.5"' })
  .transform(String)
  .pipe(matching(/^(\d+m|\d+(\.\d{1,3})?)$/, 'must be CPU such as "100m" or "0.5"'))
  .meta({ id: "Cpu" });
