import { createHash } from "node:crypto";

/**
 * Stable id of a panel, 1 to 2^31-1, from its dashboard and its own key: moving or renaming a panel changes no link.
 * Grafana needs ids, unique and at least 1 (https://github.com/grafana/grafana/issues/117084).
 */
export function panelId(uid: string, key: string): number {
  const digest = createHash("sha256").update(`${uid}/${key}`).digest();
  return (digest.readUInt32BE(0) % 2_147_483_647) + 1;
}
