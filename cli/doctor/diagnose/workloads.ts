import { error, type Finding } from "../../../config/problem";
import type { Facts } from "../facts";
import type { Needs } from "../needs";
import { workloadId } from "../read";
import { cannotSee, lookedUp } from "./unknown";

/** A patch of what does not exist fails, in the middle of `pulumi up`. */
export function diagnoseWorkloads({ workloads }: Facts, needs: Needs): Finding[] {
  return needs.workloads.flatMap((need) => {
    const where = workloadId(need);
    const looked = lookedUp(workloads, where);
    if (looked.state === "unknown") return [cannotSee(where, looked.reason)];
    if (looked.state === "found") return [];
    return [
      error(
        where,
        "does not exist, and a database exporter is to be added to it",
        `deploy it first, or correct the exporter's kind, name and namespace (kubectl -n ${need.namespace} get ${need.kind.toLowerCase()}s)`,
      ),
    ];
  });
}

export function diagnosePriorityClasses({ priorityClasses }: Facts, needs: Needs): Finding[] {
  return needs.priorityClasses.flatMap((name) => {
    const where = `PriorityClass ${name}`;
    const looked = lookedUp(priorityClasses, name);
    if (looked.state === "unknown") return [cannotSee(where, looked.reason)];
    if (looked.state === "found") return [];
    return [
      error(
        where,
        "does not exist, and without it no pod of the stack is admitted",
        "create it, or correct vigie:scheduling.priorityClassName",
      ),
    ];
  });
}
