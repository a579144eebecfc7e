import { error, type Finding } from "../../../config/problem";
import type { Facts, NamespaceFacts } from "../facts";
import type { NamespaceNeed, Needs } from "../needs";
import { cannotSee, lookedUp } from "./unknown";

export function diagnoseNamespaces({ namespaces }: Facts, needs: Needs): Finding[] {
  return needs.namespaces.flatMap((need) => {
    const looked = lookedUp(namespaces, need.name);
    if (looked.state === "unknown") return [cannotSee(where(need), looked.reason)];
    if (looked.state === "found") return present(need, looked.value);
    return need.create ? [] : [absent(need)];
  });
}

function where({ name }: NamespaceNeed): string {
  return `Namespace ${name}`;
}

function absent(need: NamespaceNeed): Finding {
  return error(
    where(need),
    "does not exist, and vigie:namespace.create is false",
    `run kubectl create namespace ${need.name}, or write vigie:namespace.create: true`,
  );
}

function present(need: NamespaceNeed, facts: NamespaceFacts): Finding[] {
  if (facts.terminating) {
    return [error(where(need), "is being deleted", "wait until it is gone (kubectl get namespaces)")];
  }
  if (!need.create || isOurs(facts)) return [];
  const fix =
    need.role === "stack"
      ? "write vigie:namespace.create: false to use it as it is, or choose another vigie:namespace.name"
      : "choose another vigie:namespace.agentsName, or delete it";
  return [error(where(need), "exists and is not Vigie's, so creating it would fail", fix)];
}

/** The labels that `components/kit/labels.ts` puts on every object, and no stack file can change. */
function isOurs({ labels }: NamespaceFacts): boolean {
  return (
    labels["app.kubernetes.io/part-of"] === "vigie" && labels["app.kubernetes.io/managed-by"] === "pulumi"
  );
}
