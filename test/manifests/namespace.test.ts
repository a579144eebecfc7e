import { describe, expect, it } from "@jest/globals";
import { MonitoringNamespace } from "../../components/namespace";
import { childList, deploy, manifest, settingsWith } from "../kit";
import type { StackFile } from "../../config/schema";

function deployed(changes: Partial<StackFile> = {}, preview = false) {
  const settings = settingsWith(changes);
  return deploy(() => new MonitoringNamespace("namespace", { settings }), { preview });
}

describe("both namespaces", () => {
  it("come with their limits and deny all traffic", async () => {
    expect(childList(await deployed())).toEqual([
      "LimitRange namespace",
      "LimitRange namespace-agents",
      "Namespace namespace",
      "Namespace namespace-agents",
      "NetworkPolicy namespace-agents-default-deny",
      "NetworkPolicy namespace-default-deny",
    ]);
  });

  it("enforce what the stack file says, and let only agents read the host", async () => {
    const resources = await deployed({ namespace: { podSecurity: "baseline" } });
    const enforced = (name: string) =>
      manifest(resources, "Namespace", name).metadata.labels?.["pod-security.kubernetes.io/enforce"];

    expect(enforced("monitoring")).toBe("baseline");
    expect(enforced("monitoring-agents")).toBe("privileged");
  });

  it("deny by a policy that selects every pod and allows nothing", async () => {
    const resources = await deployed();
    const policies = resources.filter(({ type }) => type.endsWith(":NetworkPolicy"));

    expect(policies.map(({ inputs }) => inputs.spec)).toEqual([
      { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    ]);
    expect(policies.map(({ inputs }) => (inputs.metadata as { namespace: string }).namespace).sort()).toEqual(
      ["monitoring", "monitoring-agents"],
    );
  });
});

it("puts the quota on the stack's namespace alone", async () => {
  const resources = await deployed({ namespace: { quota: { pods: 30 } } });

  expect(childList(resources)).toContain("ResourceQuota namespace");
  expect(childList(resources)).not.toContain("ResourceQuota namespace-agents");
  expect(manifest(resources, "ResourceQuota", "quota").spec).toEqual({ hard: { pods: "30" } });
});

it("only labels a namespace that exists", async () => {
  const resources = await deployed({ namespace: { create: false }, scheduling: { protect: true } });

  expect(childList(resources)).toContain("NamespacePatch namespace");
  expect(childList(resources)).not.toContain("Namespace namespace");
  const [patch] = resources.filter(({ type }) => type.endsWith(":NamespacePatch"));
  expect(patch?.protect).toBe(false);
});

it("takes the place of the namespace that it made itself, which would else be deleted with everything in it", async () => {
  const resources = await deployed({ namespace: { create: false } });
  const [patch] = resources.filter(({ type }) => type.endsWith(":NamespacePatch"));

  expect(patch).toMatchObject({ name: "namespace", formerTypes: ["kubernetes:core/v1:Namespace"] });
  // The other way round nothing is at stake, and whoever owns the namespace must be asked first.
  const [made] = (await deployed()).filter(({ type }) => type === "kubernetes:core/v1:Namespace");
  expect(made).toMatchObject({ name: "namespace", formerTypes: [] });
});

it.each([true, false])("protects what it made: %s", async (protect) => {
  const resources = await deployed({ scheduling: { protect } });

  expect(resources.filter((each) => each.type.endsWith(":Namespace")).map((each) => each.protect)).toEqual([
    protect,
    protect,
  ]);
});

it("leaves out what is switched off", async () => {
  const resources = await deployed({ namespace: { networkPolicies: false, limitRange: false } });

  expect(childList(resources)).toEqual(["Namespace namespace", "Namespace namespace-agents"]);
});

it("waits for the namespace itself before it puts something in", async () => {
  const resources = await deployed({}, true);
  const namespaceUrn = resources.find(
    ({ type, name }) => type.endsWith(":Namespace") && name === "namespace",
  )?.urn;
  const policy = resources.find(({ name }) => name === "namespace-default-deny");

  expect(namespaceUrn).toBeDefined();
  expect(policy?.dependencies).toContain(namespaceUrn);
});
