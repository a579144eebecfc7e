import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../kit/context";
import { DatabaseExporter, type DatabaseExporterArgs } from "./database-exporter";
import { ExporterSidecar, type ExporterSidecarArgs } from "./exporter-sidecar";
import { byWorkload } from "./sidecar-patch";

export interface DatabaseExportersArgs {
  readonly context: Context;
  readonly transform?:
    | {
        readonly patch?: NonNullable<ExporterSidecarArgs["transform"]>["patch"];
        readonly deployment?: NonNullable<DatabaseExporterArgs["transform"]>["deployment"];
      }
    | undefined;
}

/** The exporters of every database of every system in the plan: side-cars where they have a workload, else their own. */
export class DatabaseExporters extends pulumi.ComponentResource {
  constructor(name: string, args: DatabaseExportersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:databases:DatabaseExporters", name, {}, opts);
    const { context, transform } = args;
    const databases = context.plan.systems.flatMap((system) => system.databases);
    for (const database of databases.filter(({ sidecar }) => sidecar === undefined)) {
      new DatabaseExporter(`${name}-${database.name}`, { context, database, transform }, { parent: this });
    }
    for (const { place, workload, beside } of byWorkload(databases)) {
      const sidecars = beside.map((database) => ({ name: `${name}-${database.name}`, database }));
      new ExporterSidecar(`${name}-${place}`, { context, workload, sidecars, transform }, { parent: this });
    }
    this.registerOutputs({});
  }
}
