import type { Database } from "../config/schema/databases";
import { didYouMean } from "../config/suggest";
import type { Problem } from "./load/problems";
import type { System } from "./model";

/** Gives each database of the stack file to the system that it names, or to the first one, the platform. */
export function withDatabases(
  systems: readonly System[],
  databases: readonly Database[],
): { systems: readonly System[]; problems: Problem[] } {
  const names = systems.map(({ name }) => name);
  const owner = ({ system }: Database) => system ?? names[0];
  const problems = databases.flatMap(({ system }, index) =>
    system === undefined || names.includes(system)
      ? []
      : [
          {
            at: `vigie:databases[${index}].system`,
            reason: `no system "${system}" in this stack`,
            fix: didYouMean(system, names, "leave it out"),
          },
        ],
  );
  const extended = systems.map((system) => ({
    ...system,
    databases: [...system.databases, ...databases.filter((database) => owner(database) === system.name)],
  }));
  return { systems: extended, problems };
}
