import type { RawConfig } from "./raw";

/**
 * `vigie:cloudflare.enabled: false` takes the tunnel out of the stack file, and with it every route that goes through it:
 * what is left is judged as if they were not written, so that the secrets of the tunnel are not asked for either.
 */
export function withoutSwitchedOff(raw: RawConfig): RawConfig {
  const { cloudflare, exposure, ...others } = raw.values;
  if (!isMapping(cloudflare) || cloudflare.enabled !== false) return raw;
  if (!isMapping(exposure)) return { ...raw, values: { ...others, exposure } };
  const kept = Object.entries(exposure).filter(([, route]) => !isMapping(route) || route.via !== "tunnel");
  return { ...raw, values: { ...others, exposure: Object.fromEntries(kept) } };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
