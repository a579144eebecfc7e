import type { Finding } from "../../config/problem";
import type { Evaluated } from "../program/evaluate";
import { clientOf } from "./client";
import { ClusterError } from "./cluster-error";
import { connect } from "./credentials";
import { diagnose } from "./diagnose/diagnose";
import { selectContext } from "./kubeconfig";
import { needsOf } from "./needs";
import { reach } from "./reach";
import { readFacts } from "./read";

/** What was looked at, and what is wrong with it. */
export interface Diagnosis {
  /** `context (server), Kubernetes version`; undefined where no server was reached. */
  readonly cluster: string | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Looks at the cluster that a stack file names, by reading alone, before anything is applied. Every request has its own
 * short limit, so that a network that does not answer costs seconds.
 */
export async function examine(evaluated: Evaluated): Promise<Diagnosis> {
  const { kubeconfig, context } = evaluated.loaded.settings.cluster;
  try {
    const connection = await connect(selectContext({ path: kubeconfig, context }));
    const client = clientOf(connection);
    try {
      const reached = await reach(client, connection.server);
      const needs = needsOf(evaluated);
      const facts = await readFacts(client, reached, needs);
      const cluster = `${connection.context} (${connection.server}), Kubernetes ${reached.version}`;
      return { cluster, findings: diagnose(facts, needs) };
    } finally {
      client.close();
    }
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    return { cluster: undefined, findings: [cause.finding] };
  }
}
