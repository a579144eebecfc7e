import type { Finding } from "../../../config/problem";
import type { Facts } from "../facts";
import type { Needs } from "../needs";
import { diagnoseNamespaces } from "./namespaces";
import { diagnoseSecrets } from "./secrets";
import { diagnoseStorage } from "./storage";
import { diagnoseTraefik } from "./traefik";
import { diagnosePriorityClasses, diagnoseWorkloads } from "./workloads";
import { diagnoseVersion } from "./version";

/** Everything of a cluster that a stack would fail on, or not be as its file says. Errors first. */
export function diagnose(facts: Facts, needs: Needs): Finding[] {
  const findings = [
    ...diagnoseVersion(facts, needs),
    ...diagnoseNamespaces(facts, needs),
    ...diagnoseTraefik(facts, needs),
    ...diagnoseStorage(facts, needs),
    ...diagnoseWorkloads(facts, needs),
    ...diagnoseSecrets(facts, needs),
    ...diagnosePriorityClasses(facts, needs),
  ];
  return [
    ...findings.filter(({ level }) => level === "error"),
    ...findings.filter(({ level }) => level === "warning"),
  ];
}
