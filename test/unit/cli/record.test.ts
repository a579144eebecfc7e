import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { getZeroTrustTunnelCloudflaredTokenOutput } from "@pulumi/cloudflare/getZeroTrustTunnelCloudflaredToken";
import { ConfigMap, Provider, Secret } from "../../../components/kit/kubernetes";
import { manifestsOf } from "../../../cli/program/manifests";
import { record } from "../../../cli/program/record";
import { holdsSecret, redacted, unwrapped } from "../../../cli/program/values";

class Box extends pulumi.ComponentResource {
  constructor(name: string, build: (parent: Box) => void, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:test:Box", name, {}, opts);
    build(this);
    this.registerOutputs({});
  }
}

const NAMESPACE = { namespace: "monitoring" };

describe("record", () => {
  it("records every resource with its parent, provider and inputs, and the program's outputs", async () => {
    const { resources, outputs } = await record(() => {
      const provider = new Provider("cluster", { context: "here" });
      new Box(
        "box",
        (parent) =>
          new ConfigMap("box-config", { metadata: NAMESPACE, data: { a: "1" } }, { parent, protect: true }),
        { provider },
      );
      return { answer: 42 };
    });

    expect(outputs).toEqual({ answer: 42 });
    expect(resources.map(({ type }) => type).sort()).toEqual([
      "kubernetes:core/v1:ConfigMap",
      "pulumi:providers:kubernetes",
      "pulumi:pulumi:Stack",
      "vigie:test:Box",
    ]);
    const config = resources.find(({ type }) => type === "kubernetes:core/v1:ConfigMap");
    expect(config).toMatchObject({ name: "box-config", protect: true, inputs: { data: { a: "1" } } });
    expect(config?.typeChain).toEqual(["vigie:test:Box", "kubernetes:core/v1:ConfigMap"]);
    expect(config?.parent).toMatch(/vigie:test:Box::box$/);
    expect(config?.provider).toMatch(/pulumi:providers:kubernetes::cluster::cluster-id$/);
  });

  it("names autonamed objects after their logical name, also where they are referred to", async () => {
    const { resources } = await record(() => {
      const first = new ConfigMap("first", { metadata: NAMESPACE, data: {} });
      new ConfigMap("second", { metadata: NAMESPACE, data: { first: first.metadata.name } });
    });

    expect(manifestsOf(resources)).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { ...NAMESPACE, name: "first-00000000" }, data: {} },
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { ...NAMESPACE, name: "second-00000000" },
        data: { first: "first-00000000" },
      },
    ]);
  });

  it("keeps secrets in envelopes, which redacted blanks leaf by leaf and unwrapped opens", async () => {
    const { resources } = await record(() => {
      const password = new RandomPassword("pw", { length: 20 });
      new Secret("s", { metadata: NAMESPACE, stringData: { password: password.result, user: "admin" } });
    });

    const inputs = resources.find(({ type }) => type === "kubernetes:core/v1:Secret")?.inputs;
    expect(holdsSecret(inputs)).toBe(true);
    expect(redacted(inputs)).toMatchObject({ stringData: { password: "<redacted>", user: "<redacted>" } });
    expect(unwrapped(inputs)).toMatchObject({ stringData: { password: "<generated pw>", user: "admin" } });
  });

  it("gives unknowns in a preview where the engine would", async () => {
    const { resources } = await record(
      () => {
        const password = new RandomPassword("pw", { length: 20 });
        const config = new ConfigMap("c", { metadata: NAMESPACE, data: {} });
        new ConfigMap("d", {
          metadata: NAMESPACE,
          data: { name: config.metadata.name, hash: password.bcryptHash, id: config.id },
        });
      },
      { preview: true },
    );

    const data = resources.find(({ name }) => name === "d")?.inputs.data;
    expect(unwrapped(data)).toEqual({ name: "c-00000000", hash: "<unknown>", id: "<unknown>" });
  });

  it("answers the functions it knows, without marking what the provider does not mark", async () => {
    const { resources } = await record(() => {
      const { token } = getZeroTrustTunnelCloudflaredTokenOutput({ accountId: "a", tunnelId: "t" });
      new ConfigMap("c", { metadata: NAMESPACE, data: { token } });
    });

    const inputs = resources.find(({ name }) => name === "c")?.inputs;
    expect(holdsSecret(inputs)).toBe(false);
    expect(inputs).toMatchObject({ data: { token: "<tunnel token>" } });
  });

  it("refuses a resource type it does not know", async () => {
    class Other extends pulumi.CustomResource {}

    const recording = record(() => new Other("other:index:Thing", "t", {}));

    await expect(recording).rejects.toThrow('resource type "other:index:Thing"');
  });

  it("refuses a function it does not know", async () => {
    const recording = record(() => pulumi.runtime.invoke("other:index:get", {}));

    await expect(recording).rejects.toThrow('function "other:index:get"');
  });

  it("rejects with an error thrown by the program", async () => {
    await expect(
      record(() => {
        throw new Error("at once");
      }),
    ).rejects.toThrow("at once");
  });

  it("gives the same recording twice", async () => {
    const program = () => {
      const password = new RandomPassword("pw", { length: 20 });
      new Secret("s", { metadata: NAMESPACE, stringData: { password: password.bcryptHash } });
    };

    expect((await record(program)).resources).toEqual((await record(program)).resources);
  });
});
