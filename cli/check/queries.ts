import { judgeQueries } from "../../catalogue/check";
import { CatalogueError } from "../../catalogue/read";
import type { Plan } from "../../systems/plan";
import type { Finding } from "./finding";

export interface QueryCheck {
  readonly findings: readonly Finding[];
  /** What could not be judged, one line each. */
  readonly notes: readonly string[];
}

/** Every query against the catalogue of what the stack's targets expose. */
export async function checkQueries(plan: Plan): Promise<QueryCheck> {
  try {
    const { findings, uncatalogued } = await judgeQueries(plan);
    return { findings, notes: uncatalogued.map(note) };
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    const [where = "", reason = "", fix = ""] = error.message.split(/: |; /);
    return { findings: [{ area: "catalogue", where, reason, fix }], notes: [] };
  }
}

function note(system: string): string {
  return `${system}: metric names in its queries are not judged, since nothing says what it exposes; name a file in vigie:apps.${system}.catalogue`;
}
