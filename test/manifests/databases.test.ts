import { describe, expect, test } from "@jest/globals";
import { DatabaseExporters } from "../../components/databases";
import { database as schema, type Database } from "../../config/schema/databases";
import type { StackFile } from "../../config/schema";
import { SENTINEL, childList, contextOf, deploy, manifest, planWith, settingsWith, systemWith } from "../kit";

function exporters(databases: readonly Database[], changes: Partial<StackFile> = {}) {
  const context = contextOf(planWith(settingsWith(changes), [systemWith({ databases })]));
  return deploy(() => new DatabaseExporters("databases", { context }));
}

describe("an exporter of its own", () => {
  const orders = schema.parse({
    name: "orders",
    type: "mongodb",
    address: "mongo.example.org:27018",
    user: { fromConfig: "mongoUser" },
    password: { fromConfig: "mongoPassword" },
  });

  test("has exactly these children", async () => {
    expect(childList(await exporters([orders]))).toEqual([
      "Deployment databases-orders",
      "NetworkPolicy databases-orders",
      "Secret databases-orders-credentials",
      "Service databases-orders",
      "ServiceAccount databases-orders",
    ]);
  });

  test("has no network policy where the stack has none", async () => {
    const resources = await exporters([orders], { namespace: { networkPolicies: false } });

    expect(childList(resources)).not.toContain("NetworkPolicy databases-orders");
  });

  test("gets MongoDB's credentials by reference, never as a value", async () => {
    const deployment = manifest(await exporters([orders]), "Deployment", "orders-mongodb-exporter");

    const secret = "databases-orders-credentials-00000000";
    expect(deployment).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: "mongodb-exporter",
                env: [
                  { name: "MONGODB_URI", value: "mongodb://mongo.example.org:27018" },
                  {
                    name: "MONGODB_USER",
                    valueFrom: { secretKeyRef: { name: secret, key: "MONGODB_USER" } },
                  },
                  {
                    name: "MONGODB_PASSWORD",
                    valueFrom: { secretKeyRef: { name: secret, key: "MONGODB_PASSWORD" } },
                  },
                ],
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(deployment)).not.toContain(SENTINEL);
  });

  test("is found by Prometheus at its Service, and may reach the database's port only", async () => {
    const resources = await exporters([orders]);

    expect(manifest(resources, "Service", "orders-mongodb-exporter").spec).toEqual({
      clusterIP: "None",
      selector: { "app.kubernetes.io/name": "orders-mongodb-exporter" },
      ports: [{ name: "metrics", port: 9216, targetPort: "metrics", protocol: "TCP" }],
    });
    const { spec } = manifest(resources, "NetworkPolicy", "orders-mongodb-exporter") as unknown as {
      spec: { ingress: unknown; egress: unknown[] };
    };
    expect(spec.ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } }],
        ports: [{ port: 9216, protocol: "TCP" }],
      },
    ]);
    expect(spec.egress.slice(1)).toEqual([{ ports: [{ port: 27_018, protocol: "TCP" }] }]);
  });
});
