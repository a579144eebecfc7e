import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../config/schema/databases";
import { transformed, type Context, type Transform } from "../kit/context";
import { DeploymentPatch, StatefulSetPatch } from "../kit/kubernetes";
import { objectLabels } from "../kit/workload";
import { connection } from "./connection";
import { exporterContainer, sidecarContainer } from "./container";
import { credentials } from "./credentials";
import { EXPORTERS } from "./naming";
import {
  CONTENT,
  MADE_ANEW,
  contentOf,
  workloadPatch,
  type Addition,
  type Workload,
  type WorkloadPatch,
} from "./sidecar-patch";

/** One exporter of a workload. */
export interface Sidecar {
  /** Logical name of what is this database's alone. */
  readonly name: string;
  readonly database: Database;
}

export interface ExporterSidecarArgs {
  readonly context: Context;
  readonly workload: Workload;
  /** The databases whose exporters it gets, each of another type. */
  readonly sidecars: readonly Sidecar[];
  readonly transform?: { readonly patch?: Transform<WorkloadPatch> | undefined } | undefined;
}

/**
 * Volume files are owned by root and, without an fsGroup of the owner's pod, by its group: the exporter's own user could
 * not read them at 0440. The volume is mounted into this one container only.
 */
const READABLE_BY_ANY_USER = 0o444;

/**
 * Adds the containers of exporters to a workload that somebody else owns, by server-side apply under a field manager of its
 * own. On destroy the provider gives those fields up and Kubernetes removes them; nothing else of the workload is ours.
 */
export class ExporterSidecar extends pulumi.ComponentResource {
  /** Names of the added containers. */
  public readonly containers: readonly string[];

  constructor(name: string, args: ExporterSidecarArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:databases:ExporterSidecar", name, {}, opts);
    const { context, workload, sidecars, transform } = args;
    const child = { parent: this };

    const additions = sidecars.map((sidecar, index): Addition => {
      const { database } = sidecar;
      const exporter = EXPORTERS[database.type].container;
      const connect = connection(database);
      const access = credentials(
        `${sidecar.name}-credentials`,
        connect,
        {
          namespace: workload.namespace,
          labels: objectLabels(exporter, "metrics", context.settings),
          secrets: context.secrets,
          mode: READABLE_BY_ANY_USER,
          ...(index === 0 ? {} : { volume: `${exporter}-credentials` }),
        },
        child,
      );
      const container = exporterContainer(database, context.settings, connect, access);
      return { container: sidecarContainer(container), volumes: access.volumes };
    });
    const { metadata, ...patch } = transformed(workloadPatch(workload, additions), transform?.patch);
    const content = pulumi.output({ metadata, ...patch }).apply(contentOf);
    const annotations = { ...metadata.annotations, [CONTENT]: content };
    const Patch = workload.kind === "Deployment" ? DeploymentPatch : StatefulSetPatch;
    new Patch(name, { ...patch, metadata: { ...metadata, annotations } }, { ...child, ...MADE_ANEW });

    this.containers = sidecars.map(({ database }) => EXPORTERS[database.type].container);
    this.registerOutputs({ containers: this.containers });
  }
}
