import { checkPins } from "./pins.check";
import { clusterPins } from "./pins.cluster";
import { e2ePins } from "./pins.e2e";
import type { ToolGroup, ToolPin } from "./pin";

/** Every external program of the project. To add one, add an entry to pins.check.ts or pins.e2e.ts. */
export const tools: readonly ToolPin[] = [...checkPins, ...e2ePins, ...clusterPins];

/** The entry for `name`; undefined if the project does not know such a tool. */
export function findPin(name: string): ToolPin | undefined {
  return tools.find((tool) => tool.name === name);
}

/** Names of a group's tools in the order in which they are best built (what shares packages follows each other). */
export function toolsOf(group: ToolGroup): readonly string[] {
  return tools.filter((tool) => tool.group === group).map((tool) => tool.name);
}
