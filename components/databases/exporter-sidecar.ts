import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../config/schema/databases";
import { transformed, type Context, type Transform } from "../kit/context";
import { DeploymentPatch, StatefulSetPatch, type k8s } from "../kit/kubernetes";
import { objectLabels } from "../kit/workload";
import { connection } from "./connection";
import { exporterContainer, sidecarContainer } from "./container";
import { credentials } from "./credentials";
import { EXPORTERS } from "./naming";

/** A partial Deployment or StatefulSet: only the fields that are ours. */
export interface WorkloadPatch {
  readonly metadata: { name: string; namespace: string; annotations: Record<string, string> };
  readonly spec: { template: { spec: k8s.core.v1.PodSpecPatch } };
}

export interface ExporterSidecarArgs {
  readonly context: Context;
  /** A database whose `sidecar` is set. */
  readonly database: Database;
  readonly transform?: { readonly patch?: Transform<WorkloadPatch> | undefined } | undefined;
}

/**
 * Volume files are owned by root and, without an fsGroup of the owner's pod, by its group: the exporter's own user could
 * not read them at 0440. The volume is mounted into this one container only.
 */
const READABLE_BY_ANY_USER = 0o444;

/**
 * Adds an exporter container to a workload that somebody else owns, by server-side apply under a field manager of its
 * own. On destroy the provider gives those fields up and Kubernetes removes them; nothing else of the workload is ours.
 */
export class ExporterSidecar extends pulumi.ComponentResource {
  /** Name of the added container. */
  public readonly container: string;

  constructor(name: string, args: ExporterSidecarArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:databases:ExporterSidecar", name, {}, opts);
    const { context, database, transform } = args;
    const workload = database.sidecar;
    if (workload === undefined) throw new Error(`database "${database.name}" has no sidecar`);

    const exporter = EXPORTERS[database.type].container;
    const connect = connection(database);
    const access = credentials(
      `${name}-credentials`,
      connect,
      {
        namespace: workload.namespace,
        labels: objectLabels(exporter, "metrics", context.settings),
        secrets: context.secrets,
        mode: READABLE_BY_ANY_USER,
      },
      { parent: this },
    );
    const container = exporterContainer(database, context.settings, connect, access);
    const patch: WorkloadPatch = {
      metadata: {
        name: workload.name,
        namespace: workload.namespace,
        // Force: the container is ours also where somebody added one of that name by hand before.
        annotations: {
          "pulumi.com/patchForce": "true",
          "pulumi.com/patchFieldManager": `vigie-${database.name}`,
        },
      },
      spec: {
        template: {
          spec: {
            containers: [sidecarContainer(container)],
            ...(access.volumes.length === 0 ? {} : { volumes: access.volumes }),
          },
        },
      },
    };
    const Patch = workload.kind === "Deployment" ? DeploymentPatch : StatefulSetPatch;
    new Patch(name, transformed(patch, transform?.patch), { parent: this });

    this.container = exporter;
    this.registerOutputs({ container: exporter });
  }
}
