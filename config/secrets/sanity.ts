import { pathText, valueAt, type Path } from "../path";
import type { Problem } from "../problem";
import type { RawConfig } from "../raw";
import { secretUses, setCommand, type SecretUse } from "./references";

/** Texts that people leave in place of the real thing. */
const PLACEHOLDER =
  /^(<.*>|\[.*\]|x{3,}|\*+|\.{3,}|todo|tbd|changeit|replace[-_ ]?(me|this).*|change[-_ ]?(me|this).*|your[-_ ].*|my[-_ ]?(secret|password)|.*[-_ ](change[-_ ]?me|here))$|example\.(com|org|net)\b|\/T0{8}\/|\bX{8,}\b|\bYOUR[-_/]|placeholder/i;
const WEAK = /^(password|passwort|secret|admin|root|test|dummy|letmein|postgres|redis|grafana|1234\d*)!?$/i;

const DISCORD =
  /^https:\/\/(?:(?:canary|ptb)\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d{15,22}\/[\w-]{20,}$/;
const SLACK = /^https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[\w/-]{10,}$/;
/** Events API v2. https://support.pagerduty.com/main/docs/services-and-integrations */
const PAGERDUTY = /^[A-Za-z0-9]{32}$/;
const HTPASSWD = /^[^:\s]+:\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** Secrets the engine decrypted that cannot be right. A message names the key and what is wrong, never the value. */
export function secretValueProblems(raw: RawConfig): readonly Problem[] {
  return secretUses(raw.values).flatMap((use) => {
    const entry = raw.secrets[use.key];
    if (entry?.state !== "opened") return [];
    const reason = wrongIn(entry.value, use, raw.values);
    if (reason === undefined) return [];
    return [
      {
        path: pathText(raw.project, ["secrets", use.key]),
        reason: `${reason} (used by ${pathText(raw.project, use.path)})`,
        fix: `run ${setCommand(raw.project, use.key, raw.stack)}`,
      },
    ];
  });
}

function wrongIn(value: string, { path }: SecretUse, values: unknown): string | undefined {
  if (value === "") return "is empty";
  if (PLACEHOLDER.test(value.trim())) return "is a placeholder";
  const shape = expectedShape(path, values);
  if (shape !== undefined) return shape(value);
  if (value !== value.trim()) return "starts or ends with a space or line break";
  const isPassword = /pass|token|secret/i.test(String(path.at(-1)));
  return isPassword && WEAK.test(value) ? "is a password that everybody tries first" : undefined;
}

type Shape = (value: string) => string | undefined;

/** What the place that uses the secret asks of it, beyond being a text. */
function expectedShape(path: Path, values: unknown): Shape | undefined {
  const [area, kind] = path;
  const name = path.at(-1);
  if (area === "alerting" && kind === "receivers") {
    const type = valueAt(values, [...path.slice(0, -1), "type"]);
    if (type === "discord")
      return matching(DISCORD, "is not a URL such as https://discord.com/api/webhooks/<id>/<token>");
    if (type === "slack")
      return matching(SLACK, "is not a URL such as https://hooks.slack.com/services/<id>");
    if (type === "pagerduty")
      return matching(PAGERDUTY, "is not an integration key of 32 letters and digits");
  }
  if (area === "alerting" && kind === "heartbeat") return pingUrl;
  if (area === "cloudflare" && (name === "zoneId" || name === "accountId")) {
    return matching(/^[0-9a-f]{32}$/, "is not an id of 32 hexadecimal digits");
  }
  if (area === "cloudflare" && name === "apiToken")
    return matching(/^[\w-]{30,}$/, "is not a Cloudflare API token");
  if (area === "exposure" && name === "users") return everyLineIsHtpasswd;
  return undefined;
}

function matching(pattern: RegExp, otherwise: string): Shape {
  return (value) => (pattern.test(value) ? undefined : otherwise);
}

/** The network policy opens exactly its port, so the port has to be one. */
function pingUrl(value: string): string | undefined {
  if (!/^https:\/\/[^\s/]+\.[^\s/]+\/\S+$/.test(value)) return "is not an https:// URL";
  return URL.canParse(value) && new URL(value).port !== "0"
    ? undefined
    : "is an https:// URL with an impossible host or port";
}

/** Comment lines are refused too: Traefik would take them for users. */
function everyLineIsHtpasswd(value: string): string | undefined {
  const lines = value.split("\n").filter((line) => line !== "");
  return lines.length > 0 && lines.every((line) => HTPASSWD.test(line))
    ? undefined
    : "is not htpasswd lines with bcrypt hashes (htpasswd -nB <user>)";
}
