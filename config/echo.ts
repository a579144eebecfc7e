/** Names of fields whose values are secrets, wherever they stand; `fromConfig` is where people paste the secret itself. */
const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token|webhook|api_?key|credential|private_?key|dsn|^fromConfig$/i;

/** Values that are secrets by their shape, each with what it looks like. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/discord(app)?\.com\/api\/webhooks\//i, "a Discord webhook URL"],
  [/hooks\.slack\.com\/(services|workflows|triggers)\//i, "a Slack webhook URL"],
  [/hc-ping\.com\/|\/ping\/[0-9a-f-]{36}/i, "a heartbeat ping URL"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i, "a URL with a password in it"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/?#\s@]+@/i, "a URL with a login in it"],
  [
    /[?&](access[-_]?token|api[-_]?key|auth|key|password|secret|sig(nature)?|token)=[^&\s]/i,
    "a URL with a token in it",
  ],
  [/\$(2[aby]|apr1)\$/, "a password hash"],
  [/\b(glsa_|xox[abprs]-|ghp_|github_pat_|glpat-|AKIA[0-9A-Z]{12})/, "an access token"],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\./, "a JSON web token"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
];

/** What a text looks like when it looks like a secret. */
export function looksLikeSecret(text: string): string | undefined {
  return SECRET_SHAPES.find(([shape]) => shape.test(text))?.[1];
}

/** A random text rather than a name: long, or letters and digits in turn. */
export function isRandom(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  const turns = text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return text.length > 40 || turns > 4 || (text.length >= 16 && digits >= 4 && turns > 0);
}

/**
 * Whether a secret could be in a text that no shape gives away: a login before an address (`user:…@host`), a random run of
 * letters and digits. Too much is hidden rather than too little; a digest of an image and an e-mail address are neither.
 */
export function mayHoldSecret(text: string): boolean {
  if (looksLikeSecret(text) !== undefined) return true;
  const rest = text.replace(/@sha256:[0-9a-f]*$/, "");
  const words = rest.split(/[\s<>,;]+/).filter((word) => /.@/.test(word));
  if (words.some((word) => !/^[^:/@]+@[^:/@]+\.[^:/@]+$/.test(word))) return true;
  return (rest.match(/[A-Za-z0-9_+=]{16,}/g) ?? []).some(isRandom);
}

function isSecretName(name: PropertyKey): boolean {
  return typeof name === "string" && SECRET_NAME.test(name);
}

/** `admin:password` in a field for the name alone. */
function isWholeLogin(name: PropertyKey, value: string): boolean {
  return /user(name)?$/i.test(String(name)) && value.includes(":");
}

/** What stands in a message in place of a value. */
export const HIDDEN = "a text that is not repeated here";

/**
 * The value as it may appear in a message: short scalars in full, anything that could be a secret only by its type.
 * Messages end in CI logs.
 */
export function shown(name: PropertyKey, value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return isSecretName(name) ? "a number" : String(value);
  if (typeof value !== "string") return "not set";
  if (value === "") return "empty text";
  return isHidden(name, value) ? HIDDEN : `"${value}"`;
}

export function isHidden(name: PropertyKey, value: string): boolean {
  const tooLong = value.length > 80 || value.includes("\n");
  return tooLong || isSecretName(name) || isWholeLogin(name, value) || mayHoldSecret(value);
}
