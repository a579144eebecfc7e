import type * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "./kubernetes";

export interface ConfigMapArgs {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
  /** File name to content. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Configuration that the program reads again by itself (Prometheus, Grafana dashboards): a fixed name, changed in place,
 * no restart. The provider must have `enableConfigMapMutable`, else a changed file is deleted before it is created.
 */
export function liveConfig(
  name: string,
  objectName: string,
  args: ConfigMapArgs,
  opts: pulumi.CustomResourceOptions,
): ConfigMap {
  const { namespace, labels, annotations, files } = args;
  const metadata = {
    name: objectName,
    namespace,
    labels,
    ...(annotations === undefined ? {} : { annotations }),
  };
  return new ConfigMap(name, { metadata, data: { ...files } }, opts);
}

/**
 * Configuration that is read once at start: immutable and autonamed, so a change creates a new object, rolls the pods and
 * only then deletes the old one. A bad configuration never takes the old pods down.
 */
export function rolledConfig(
  name: string,
  args: ConfigMapArgs,
  opts: pulumi.CustomResourceOptions,
): ConfigMap {
  const { namespace, labels, annotations, files } = args;
  const metadata = { namespace, labels, ...(annotations === undefined ? {} : { annotations }) };
  return new ConfigMap(name, { metadata, data: { ...files }, immutable: true }, opts);
}
