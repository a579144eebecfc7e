import type * as pulumi from "@pulumi/pulumi";
import { Service } from "./kubernetes";
import { selector } from "./labels";

export interface HeadlessServiceArgs {
  readonly metadata: {
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly labels: Record<string, string>;
  };
  /** Whose pods it lists. */
  readonly app: string;
  /** Of the pods; `name` is that of the container's port too. */
  readonly port: { readonly name: string; readonly port: number };
}

/**
 * Headless: Prometheus scrapes every pod by itself and nobody needs a virtual address. It also saves the ten seconds that
 * an update waits for the endpoints of any other Service.
 */
export function headlessService(
  name: string,
  { metadata, app, port }: HeadlessServiceArgs,
  opts: pulumi.CustomResourceOptions,
): Service {
  const ports = [{ name: port.name, port: port.port, targetPort: port.name, protocol: "TCP" }];
  return new Service(name, { metadata, spec: { clusterIP: "None", selector: selector(app), ports } }, opts);
}
