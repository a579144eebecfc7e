import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareSync } from "bcryptjs";
import { startFakeCloudflare } from "./cloudflare/fake-api";
import { fromApi, toApi } from "./cloudflare/names";
import { compare, withoutIgnored } from "./kubernetes/compare";
import { forceNewFields } from "./kubernetes/force-new";
import { withIgnored } from "./kubernetes/ignored";
import { readKubeconfig } from "./kubernetes/kubeconfig";
import { mustDeleteFirst, withName } from "./kubernetes/naming";
import { nameOf, pruneObject } from "./kubernetes/object";
import { checkConfig, diffConfig } from "./kubernetes/settings";
import { shownIn } from "./harness/sentinels";
import { random } from "./random/provider";
import {
  carrySecrets,
  hasSecret,
  hasUnknown,
  plainObject,
  secret,
  stringAt,
  unknown,
  type JsonObject,
} from "./wire/values";

const immutable = { configMaps: false, secrets: false };
const seed = new Uint8Array([1, 2, 3]);

describe("property values", () => {
  it("carries a secret to the same place in the answer and no further", () => {
    const inputs = { a: { b: secret("x"), c: "y" }, list: ["p", secret("q")] };

    const marked = carrySecrets({ a: { b: "x", c: "y" }, list: ["p", "q"] }, inputs);

    assert.deepEqual(marked, { a: { b: secret("x"), c: "y" }, list: secret(["p", "q"]) });
    assert.deepEqual(plainObject(marked), { a: { b: "x", c: "y" }, list: ["p", "q"] });
    assert.ok(hasSecret(inputs));
  });

  it("sees an unknown at any depth", () => {
    assert.ok(hasUnknown({ a: [{ b: unknown }] }));
    assert.ok(!hasUnknown({ a: [{ b: "known" }] }));
  });
});

describe("what the kubernetes stand-in sends of a field that is ignored", () => {
  const owns = (manager: string, fields: JsonObject): JsonObject => ({
    manager,
    fieldsV1: { "f:spec": fields },
  });
  const metadata = { managedFields: [owns("we", { "f:ours": {} }), owns("they", { "f:theirs": {} })] };
  const spec: JsonObject = { ours: "live", theirs: "live", nobodys: "live" };
  const wanted: JsonObject = { spec: { ours: "new", theirs: "new", nobodys: "new", missing: "new" } };

  it("is nothing where others own it, else what lives, else what is wanted", () => {
    const ignored = ["spec.ours", "spec.theirs", "spec.nobodys", "spec.missing", "status.phase"];

    const sent = withIgnored(wanted, { metadata, spec }, "we", ignored);

    assert.deepEqual(sent, { spec: { ours: "live", nobodys: "live", missing: "new" } });
  });
});

describe("what the kubernetes stand-in takes for a change", () => {
  const live: JsonObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "rules", uid: "1", labels: { added: "by the server" } },
    data: { "a.yml": "1" },
  };
  const inputs: JsonObject = { ...live, metadata: { name: "rules" }, data: { "a.yml": "1" } };

  it("is nothing that only the server wrote", () => {
    assert.equal(compare(pruneObject(live, inputs), inputs, []).size, 0);
  });

  it("is a replacement where the field is force-new, and an update where the provider makes it mutable", () => {
    const changed = { ...inputs, data: { "a.yml": "2" } };
    const paths = (mutable: boolean) =>
      compare(inputs, changed, forceNewFields(inputs, { configMaps: mutable, secrets: false }));

    assert.deepEqual([...paths(false)], [['data["a.yml"]', "update-replace"]]);
    assert.deepEqual([...paths(true)], [['data["a.yml"]', "update"]]);
    const frozen = { ...changed, immutable: true };
    assert.ok(forceNewFields(frozen, { configMaps: true, secrets: true }).includes("data"));
  });

  it("names added, removed and nested paths", () => {
    const before = { spec: { keep: 1, gone: [1, 2], list: [{ a: 1 }] } };
    const after = { spec: { keep: 1, list: [{ a: 2, b: 3 }] } };

    assert.deepEqual(Object.fromEntries(compare(before, after, [])), {
      "spec.gone": "delete",
      "spec.list[0].a": "update",
      "spec.list[0].b": "add",
    });
  });

  it("leaves out what is ignored, and only that", () => {
    const changes = compare({ spec: { a: [1], b: 1 } }, { spec: { a: [2], b: 2 } }, []);

    assert.deepEqual([...withoutIgnored(changes, ["spec.a"]).keys()], ["spec.b"]);
    assert.deepEqual([...withoutIgnored(changes, ["spec.*"]).keys()], []);
  });

  it("replaces the selector of a workload and the class of a claim", () => {
    const workload = { apiVersion: "apps/v1", kind: "StatefulSet" };
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim" };
    const fields = (object: JsonObject) => forceNewFields(object, immutable);

    assert.equal(
      compare({ spec: {} }, { spec: { selector: { matchLabels: { a: "b" } } } }, fields(workload)).get(
        "spec.selector",
      ),
      "add-replace",
    );
    const resized = compare({ spec: { resources: 1 } }, { spec: { resources: 2 } }, fields(claim));
    assert.equal(resized.get("spec.resources"), "update");
    const moved = compare(
      { spec: { storageClassName: "a" } },
      { spec: { storageClassName: "b" } },
      fields(claim),
    );
    assert.equal(moved.get("spec.storageClassName"), "update-replace");
  });
});

describe("a value that must show nowhere", () => {
  const sentinel = { what: "password", value: "0123456789abcdef" };

  it("is found as it is, and in the base64 of anything around it", () => {
    const around = ["", "u", "us", "user:"].flatMap((before) =>
      ["", "@", "@h", "@host"].map((after) => [before, after]),
    );
    for (const [before = "", after = ""] of around) {
      const text = `${before}${sentinel.value}${after}`;
      const data = Buffer.from(text).toString("base64");
      assert.deepEqual(shownIn(text, [sentinel]), ["password"], text);
      assert.deepEqual(shownIn(`data: ${data}`, [sentinel]), ["password"], text);
    }
    const awkward = { what: "awkward", value: 'a "quoted" & long/one' };
    assert.deepEqual(shownIn(JSON.stringify(awkward), [awkward]), ["awkward"]);
    assert.deepEqual(shownIn(`https://${encodeURIComponent(awkward.value)}@host`, [awkward]), ["awkward"]);
  });

  it("is not found where only its like is", () => {
    assert.deepEqual(
      shownIn(`0123456789abcdee ${Buffer.from("0123456789").toString("base64")}`, [sentinel]),
      [],
    );
  });
});

describe("names of the kubernetes stand-in", () => {
  const object: JsonObject = { apiVersion: "v1", kind: "Secret", metadata: {} };

  it("are the logical name and eight digits, and stay what they were", () => {
    const first = withName(object, {}, "token", seed);

    assert.match(nameOf(first), /^token-[0-9a-f]{8}$/);
    assert.deepEqual(withName(object, first, "token", new Uint8Array([9])), first);
    assert.notDeepEqual(withName(object, {}, "token", new Uint8Array([9])), first);
  });

  it("make a replacement wait for the old object only where the name was given", () => {
    const given = { ...object, metadata: { name: "token" } };

    assert.ok(mustDeleteFirst(given, given));
    const chosen = withName(object, {}, "token", seed);
    assert.ok(!mustDeleteFirst(chosen, chosen));
  });
});

describe("configuration of the kubernetes stand-in", () => {
  const kubeconfig = (server: string): string =>
    JSON.stringify({
      clusters: [{ name: "c", cluster: { server } }],
      users: [{ name: "u", user: { token: "t" } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });

  it("replaces everything when the cluster changes, and nothing while clusterIdentifier stays", () => {
    const change = (identifier?: string) => {
      const more: JsonObject = identifier === undefined ? {} : { clusterIdentifier: identifier };
      const [olds, news] = ["https://one", "https://two"].map((server) => ({
        kubeconfig: kubeconfig(server),
        ...more,
      }));
      return diffConfig(olds ?? {}, news ?? {}).changes.get("kubeconfig");
    };

    assert.equal(change(), "update-replace");
    assert.equal(change("same"), "update");
  });

  it("is refused in strict mode without kubeconfig and context", () => {
    assert.deepEqual(
      checkConfig({ strictMode: "true", context: "x" }).map(({ property }) => property),
      ["kubeconfig"],
    );
  });

  it("names the context that a kubeconfig lacks, and the login that needs a plugin", () => {
    assert.equal(readKubeconfig(kubeconfig("https://one")).token, "t");
    assert.throws(() => readKubeconfig(kubeconfig("https://one"), "y"), /no context "y"/);
    const exec = kubeconfig("https://one").replace('"token":"t"', '"exec":{}');
    assert.throws(() => readKubeconfig(exec), /logs in by a plugin/);
  });
});

describe("the random stand-in", () => {
  const type = "random:index/randomPassword:RandomPassword";
  const call = { urn: "", type, name: "p" };

  it("draws once, keeps the minimums, and hashes with bcrypt", async () => {
    const session = await random.open({});
    const inputs = { length: 20, special: false, minNumeric: 5 };

    const { state } = await session.create({ ...call, inputs, preview: false, timeout: 0 });

    const password = stringAt(plainObject(state).result);
    assert.match(password, /^[A-Za-z0-9]{20}$/);
    assert.ok(password.replaceAll(/\D/g, "").length >= 5);
    assert.ok(compareSync(password, stringAt(plainObject(state).bcryptHash)));
    assert.ok(hasSecret({ state }));
    const same = { id: "none", olds: state, oldInputs: inputs, news: inputs, ignoreChanges: [] };
    assert.equal((await session.diff({ ...call, ...same })).changes.size, 0);
    const longer = await session.diff({ ...call, ...same, news: { ...inputs, length: 21 } });
    assert.deepEqual([...longer.changes], [["length", "update-replace"]]);
  });

  const kinds = {
    RandomString: [{ length: 8, special: false, upper: false }, /^[a-z0-9]{8}$/],
    RandomUuid: [{}, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    RandomId: [{ byteLength: 4 }, /^[0-9a-f]{8}$/],
  } as const;

  for (const [kind, [inputs, shape]] of Object.entries(kinds)) {
    it(`draws a ${kind} once, and anew when a keeper changes`, async () => {
      const session = await random.open({});
      const first = { ...inputs, keepers: { password: "a" } };
      const one = { urn: "", type: `random:index/${kind.replace("R", "r")}:${kind}`, name: "one" };

      const { state } = await session.create({ ...one, inputs: first, preview: false, timeout: 0 });

      assert.match(stringAt(state.result ?? state.hex), shape);
      const old = { id: "", olds: state, oldInputs: first, ignoreChanges: [] };
      assert.equal((await session.diff({ ...one, ...old, news: first })).changes.size, 0);
      const changed = await session.diff({ ...one, ...old, news: { ...first, keepers: { password: "b" } } });
      assert.deepEqual([...changed.changes], [["keepers", "update-replace"]]);
      assert.deepEqual((await session.read({ ...one, id: "", state, inputs: first }))?.state, state);
    });
  }

  it("draws nothing in a preview", async () => {
    const session = await random.open({});

    const { state } = await session.create({ ...call, inputs: { length: 8 }, preview: true, timeout: 0 });

    assert.deepEqual(state, { length: 8 });
  });
});

describe("the fake Cloudflare", () => {
  it("speaks the API's names", () => {
    const ours = {
      config: { ingresses: [{ service: "http_status:404", originRequest: { noTlsVerify: true } }] },
    };
    const theirs = {
      config: { ingress: [{ service: "http_status:404", origin_request: { no_tls_verify: true } }] },
    };

    assert.deepEqual(toApi(ours), theirs);
    assert.deepEqual(fromApi(theirs), ours);
  });

  it("refuses what the real one refuses", async () => {
    const fake = await startFakeCloudflare();
    const send = async (path: string, body: JsonObject, method = "POST", token = fake.token) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${fake.url}/${path}`, { method, headers, body: JSON.stringify(body) })).status;
    };

    assert.equal(await send("accounts/a/cfd_tunnel", { name: "t" }, "POST", "wrong"), 403);
    assert.equal(await send("accounts/a/cfd_tunnel", { name: "t" }), 200);
    assert.equal(await send("accounts/a/cfd_tunnel", { name: "t" }), 409);
    const tunnel = fake.held()[0]?.id ?? "";
    const open = { config: { ingress: [{ hostname: "h", service: "http://s" }] } };
    assert.equal(await send(`accounts/a/cfd_tunnel/${tunnel}/configurations`, open, "PUT"), 400);
    const closed = { config: { ingress: [...open.config.ingress, { service: "http_status:404" }] } };
    assert.equal(await send(`accounts/a/cfd_tunnel/${tunnel}/configurations`, closed, "PUT"), 200);
    assert.equal(await send("zones/z/dns_records", { name: "h", type: "CNAME" }), 200);
    assert.equal(await send("zones/z/dns_records", { name: "h", type: "CNAME" }), 400);
    assert.equal(await send("accounts/a/elsewhere", {}), 404);
    await fake.stop();
  });
});
