import { UserError } from "../../config/errors";
import type { Plan, RuleFile } from "../../systems/plan";
import { toYaml } from "../../base/serialise";

/** Kubernetes refuses more than 1 MiB of data in one ConfigMap; the rest is for metadata. */
const MAP_BYTES = 1000 * 1024;

/**
 * Rule files as they are mounted, spread over as few ConfigMaps as hold them. One for all, as long as that goes: with one
 * per system, every new system would be a new volume and restart Prometheus.
 * Throws a `UserError` for a file that fits into none.
 */
export function ruleMaps(
  ruleFiles: Plan["ruleFiles"],
  capacity: number = MAP_BYTES,
): readonly Readonly<Record<string, string>>[] {
  const maps: Record<string, string>[] = [{}];
  let room = capacity;
  for (const file of [...ruleFiles].sort((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    const text = toYaml({ groups: file.groups });
    const bytes = Buffer.byteLength(text) + Buffer.byteLength(file.fileName);
    if (bytes > capacity) throw new UserError([tooLarge(file, bytes, capacity)]);
    if (bytes > room) {
      maps.push({});
      room = capacity;
    }
    Object.assign(maps.at(-1) ?? {}, { [file.fileName]: text });
    room -= bytes;
  }
  return maps;
}

function tooLarge({ source }: RuleFile, bytes: number, capacity: number): string {
  return `${source}: ${bytes} bytes of rules, but one Kubernetes object holds ${capacity}; split it into several files`;
}
