/** Names of fields whose values are secrets, wherever they stand. */
const SECRET_NAME = /pass(word|wd|phrase)?$|secret|token|webhook|api_?key|credential|private_?key|dsn/i;

/** Values that are secrets by their shape, each with what it looks like. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/discord(app)?\.com\/api\/webhooks\//i, "a Discord webhook URL"],
  [/hooks\.slack\.com\/(services|workflows|triggers)\//i, "a Slack webhook URL"],
  [/hc-ping\.com\/|\/ping\/[0-9a-f-]{36}/i, "a heartbeat ping URL"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i, "a URL with a password in it"],
  [/\$(2[aby]|apr1)\$/, "a password hash"],
  [/\b(glsa_|xox[abprs]-|ghp_|github_pat_|glpat-|AKIA[0-9A-Z]{12})/, "an access token"],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\./, "a JSON web token"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
];

/** What a text looks like when it looks like a secret. */
export function looksLikeSecret(text: string): string | undefined {
  return SECRET_SHAPES.find(([shape]) => shape.test(text))?.[1];
}

export function isSecretName(name: PropertyKey): boolean {
  return typeof name === "string" && SECRET_NAME.test(name);
}

/**
 * The value as it may appear in a message: short scalars in full, anything that could be a secret only by its type.
 * Messages end in CI logs.
 */
export function shown(name: PropertyKey, value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "not set";
  if (value === "") return "empty text";
  const tooLong = value.length > 80 || value.includes("\n");
  return isSecretName(name) || tooLong || looksLikeSecret(value) !== undefined
    ? "another text"
    : `"${value}"`;
}
