import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "@jest/globals";
import { Alertmanager } from "../../components/alertmanager";
import type { StackFile } from "../../config/schema";
import { SENTINEL, childList, contextOf, deploy, manifest, manifests, planWith, settingsWith } from "../kit";

const ALERTING = {
  receivers: {
    pager: { type: "discord", webhookUrl: { fromConfig: "discord" } },
    team: { type: "slack", channel: "#team", webhookUrl: { fromSecret: { name: "slack", key: "url" } } },
  },
  routes: [{ receiver: "pager", severities: ["critical"] }],
} satisfies StackFile["alerting"];

function deployed(changes: Partial<StackFile> = {}, preview = false) {
  const context = contextOf(planWith(settingsWith(changes)));
  return deploy(() => new Alertmanager("alertmanager", { context }), { preview });
}

describe("alone", () => {
  it("is exactly these objects", async () => {
    expect(childList(await deployed({ alerting: ALERTING }))).toEqual([
      "ConfigMap alertmanager-config",
      "NetworkPolicy alertmanager",
      "PersistentVolumeClaim alertmanager-data-0",
      "Secret alertmanager-secrets",
      "Service alertmanager",
      "Service alertmanager-peers",
      "ServiceAccount alertmanager",
      "StatefulSet alertmanager",
    ]);
  });

  it("has no Secret of its own without receivers", async () => {
    expect(childList(await deployed())).not.toContain("Secret alertmanager-secrets");
  });

  it("rolls when its configuration changes: the ConfigMap is immutable and gets a name of its own", async () => {
    const config = manifest(await deployed(), "ConfigMap", "alertmanager-config-00000000");

    expect(config.immutable).toBe(true);
    expect(Object.keys(config.data as object).sort()).toEqual(["alertmanager.yml", "vigie.tmpl"]);
  });

  it("mounts our secrets and the ones that exist into one folder, and shows them nowhere", async () => {
    const resources = await deployed({ alerting: ALERTING });

    expect(manifest(resources, "StatefulSet", "alertmanager").spec).toMatchObject({
      template: {
        spec: {
          automountServiceAccountToken: false,
          volumes: [
            { name: "config", configMap: { name: "alertmanager-config-00000000" } },
            {
              name: "alertmanager-secrets",
              projected: {
                sources: [
                  {
                    secret: {
                      name: "alertmanager-secrets-00000000",
                      items: [{ key: "receiver-pager", path: "receiver-pager" }],
                    },
                  },
                  { secret: { name: "slack", items: [{ key: "url", path: "receiver-team" }] } },
                ],
              },
            },
          ],
        },
      },
    });
    expect(JSON.stringify(manifests(resources))).not.toContain(SENTINEL);
  });

  it("tells only by https", async () => {
    const { spec } = manifest(await deployed({ alerting: ALERTING }), "NetworkPolicy", "alertmanager");

    expect((spec as { egress: unknown[] }).egress.slice(1)).toEqual([
      { ports: [{ port: 443, protocol: "TCP" }] },
    ]);
  });
});

describe("the heartbeat's network policy", () => {
  const opened = async (heartbeat: object, url?: string) => {
    const context = contextOf(planWith(settingsWith({ alerting: { heartbeat } as StackFile["alerting"] })));
    const secrets = { get: (key: string) => pulumi.secret(url ?? `<secret vigie:secrets.${key}>`) };
    const resources = await deploy(
      () => new Alertmanager("alertmanager", { context: { ...context, secrets } }),
    );
    const policy = manifest(resources, "NetworkPolicy", "alertmanager");
    const { egress } = policy.spec as { egress: { ports: { port: number }[] }[] };
    return egress.slice(1).map(({ ports }) => ports.map(({ port }) => port));
  };
  const fromConfig = { url: { fromConfig: "ping" } };
  const fromSecret = { url: { fromSecret: { name: "ping", key: "url" } } };

  it.each([
    ["the URL's own port", fromConfig, "https://ping.example.org:8443/x", 8443],
    ["the usual port of http", fromConfig, "http://ping.example.org/x", 80],
    ["443 where the value is not known", fromConfig, undefined, 443],
    ["443 where the URL never passes through here", fromSecret, undefined, 443],
    ["what the stack file says", { ...fromSecret, port: 8000 }, undefined, 8000],
  ])("opens %s, and shows it", async (_, heartbeat, url, port) => {
    expect(await opened(heartbeat, url)).toEqual([[443], [port]]);
  });
});

describe("as a cluster of three", () => {
  const clustered = { alertmanager: { replicas: 3, storage: { size: "2Gi" } } };

  it("has a volume for each pod under the name that the StatefulSet looks for", async () => {
    const resources = await deployed(clustered);
    const claims = manifests(resources).filter(({ kind }) => kind === "PersistentVolumeClaim");
    const { spec } = manifest(resources, "StatefulSet", "alertmanager") as unknown as {
      spec: { volumeClaimTemplates: readonly { metadata: { name: string } }[] };
    };

    expect(claims.map(({ metadata }) => metadata.name)).toEqual([
      "data-alertmanager-0",
      "data-alertmanager-1",
      "data-alertmanager-2",
    ]);
    expect(spec.volumeClaimTemplates.map(({ metadata }) => metadata.name)).toEqual(["data"]);
    for (const claim of claims) {
      expect(claim.spec).toMatchObject({ resources: { requests: { storage: "2Gi" } } });
    }
  });

  it("changes nothing that would replace the StatefulSet of a single one", async () => {
    const fixed = async (changes: Partial<StackFile>) => {
      const { spec } = manifest(await deployed(changes), "StatefulSet", "alertmanager");
      const { serviceName, selector, podManagementPolicy, volumeClaimTemplates } = spec as Record<
        string,
        unknown
      >;
      return { serviceName, selector, podManagementPolicy, volumeClaimTemplates };
    };

    expect(await fixed(clustered)).toEqual(await fixed({}));
    expect((await fixed({})).serviceName).toBe("alertmanager-peers");
  });

  it("lets its pods find each other before they are ready, by TCP and UDP", async () => {
    const resources = await deployed(clustered);
    const gossip = [
      { port: 9094, protocol: "TCP" },
      { port: 9094, protocol: "UDP" },
    ];
    const own = [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "alertmanager" } } }];
    const policy = manifest(resources, "NetworkPolicy", "alertmanager").spec as {
      ingress: unknown[];
      egress: unknown[];
    };

    expect(manifest(resources, "Service", "alertmanager-peers").spec).toMatchObject({
      clusterIP: "None",
      publishNotReadyAddresses: true,
    });
    expect(policy.ingress).toContainEqual({ from: own, ports: gossip });
    expect(policy.egress).toContainEqual({ to: own, ports: gossip });
  });

  it("is evicted one by one", async () => {
    expect(manifest(await deployed(clustered), "PodDisruptionBudget", "alertmanager").spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { "app.kubernetes.io/name": "alertmanager" } },
    });
  });
});

it("is the same in a preview, where nothing exists yet", async () => {
  expect(manifests(await deployed({ alerting: ALERTING }, true))).toEqual(
    manifests(await deployed({ alerting: ALERTING })),
  );
});
