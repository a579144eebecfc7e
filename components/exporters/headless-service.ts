import type * as pulumi from "@pulumi/pulumi";
import { portOf, type Endpoint } from "../../base/endpoints";
import { Service } from "../kit/kubernetes";
import { selector } from "../kit/labels";

interface Metadata {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/**
 * Headless: Prometheus scrapes every pod by itself and nobody needs a virtual address. It also saves the ten seconds that
 * an update waits for the endpoints of any other Service.
 */
export function headlessService(
  name: string,
  app: Endpoint,
  metadata: Metadata,
  opts: pulumi.CustomResourceOptions,
): Service {
  const ports = [{ name: "http", port: portOf(app), targetPort: "http", protocol: "TCP" }];
  return new Service(name, { metadata, spec: { clusterIP: "None", selector: selector(app), ports } }, opts);
}
