import type { Duration } from "../../config/schema/scalars";
import type { DashboardSource } from "../../dashboards/contract";
import { sloDashboard } from "../../dashboards/slo";
import { sloDashboardUid } from "../../rules/slo";
import type { System } from "../model";
import { usableSlos } from "./slo-rules";

/** The systems, each with the dashboard of its objectives. */
export function withSloDashboards(systems: readonly System[], retention: Duration): readonly System[] {
  return systems.map((system) => {
    const slos = usableSlos(system, retention);
    if (slos.length === 0) return system;
    const source: DashboardSource = {
      kind: "built",
      uid: sloDashboardUid(system),
      title: `Objectives: ${system.title}`,
      build: () => sloDashboard(system, slos),
    };
    return { ...system, dashboards: [...system.dashboards, source] };
  });
}
