import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../kit/context";
import { DatabaseExporter, type DatabaseExporterArgs } from "./database-exporter";
import { ExporterSidecar, type ExporterSidecarArgs } from "./exporter-sidecar";

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
    for (const database of context.plan.systems.flatMap((system) => system.databases)) {
      const Exporter = database.sidecar === undefined ? DatabaseExporter : ExporterSidecar;
      new Exporter(`${name}-${database.name}`, { context, database, transform }, { parent: this });
    }
    this.registerOutputs({});
  }
}
