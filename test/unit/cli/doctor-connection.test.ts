import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { clientOf } from "../../../cli/doctor/client";
import { connect } from "../../../cli/doctor/credentials";
import { execCredential } from "../../../cli/doctor/exec";
import { selectContext } from "../../../cli/doctor/kubeconfig";
import { reach } from "../../../cli/doctor/reach";
import { crossNamespace } from "../../../cli/doctor/traefik-options";
import { withFiles } from "../../kit";
import { selfSigned } from "./doctor-certificate";
import { HELLO, kubeconfig, withServer } from "./doctor-server";

/** Connects as doctor does, and says the server's version or why not. */
function hello(config: string, files: Readonly<Record<string, string>> = {}, seconds = 5): Promise<string> {
  return withFiles({ ...files, config }, async (folder) => {
    try {
      const connection = await connect(selectContext({ path: join(folder, "config") }));
      const client = clientOf(connection, seconds);
      try {
        return (await reach(client, connection.server)).version;
      } finally {
        client.close();
      }
    } catch (error) {
      return (error as Error).message.replaceAll(folder, "FOLDER");
    }
  });
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const plugin = (code: string) => ({
  exec: { apiVersion: "client.authentication.k8s.io/v1", command: process.execPath, args: ["-e", code] },
});
const PRINTS_TOKEN = `console.log(JSON.stringify({ status: { token: process.env.KUBERNETES_EXEC_INFO ? "plugged" : "" } }))`;

describe("the kubeconfig's credentials", () => {
  it.each([
    ["a token", { token: "abc" }, "Bearer abc"],
    ["a token file beside the kubeconfig", { tokenFile: "token" }, "Bearer from-file"],
    ["a name and a password", { username: "me", password: "pw" }, `Basic ${base64("me:pw")}`],
    ["a login plugin", plugin(PRINTS_TOKEN), "Bearer plugged"],
    ["nothing", {}, undefined],
  ])("%s", async (_, user, authorization) => {
    await withServer(HELLO, async ({ url, requests }) => {
      await expect(hello(kubeconfig(url, {}, user), { token: "from-file\n" })).resolves.toBe("v1.33.4+k3s1");
      expect(requests[0]?.headers.authorization).toBe(authorization);
    });
  });

  it("trusts the authority of the kubeconfig, inline or in a file, and no other", async () => {
    const tls = selfSigned();
    await withServer(
      HELLO,
      async ({ url }) => {
        const inline = kubeconfig(url, { "certificate-authority-data": base64(tls.cert) });
        await expect(hello(inline)).resolves.toBe("v1.33.4+k3s1");
        const file = kubeconfig(url, { "certificate-authority": "ca.pem" });
        await expect(hello(file, { "ca.pem": tls.cert })).resolves.toBe("v1.33.4+k3s1");
        await expect(hello(kubeconfig(url, { "insecure-skip-tls-verify": true }))).resolves.toBe(
          "v1.33.4+k3s1",
        );

        await expect(hello(kubeconfig(url))).resolves.toBe(
          `${url}: the cluster is unreachable, its certificate is not signed by the kubeconfig's authority; fetch the kubeconfig anew, it is probably of another cluster`,
        );
        await expect(hello(inline.replace("127.0.0.1", "localhost"))).resolves.toContain(
          "its certificate is for another name; write that name into tls-server-name",
        );
      },
      tls,
    );
  });

  it.each([
    [
      "is missing",
      { exec: { command: "no-such-login-plugin" } },
      /login plugin is not installed; install it/,
    ],
    [
      "fails",
      plugin("console.error('log in first'); process.exit(3)"),
      /failed with exit code 3: log in first;/,
    ],
    ["prints something else", plugin("console.log('hello')"), /login plugin printed no ExecCredential;/],
    ["has no command", { exec: {} }, /^the kubeconfig: has a login plugin without a command;/],
  ])("a login plugin that %s", async (_, user, message) => {
    await expect(hello(kubeconfig("http://127.0.0.1:1", {}, user))).resolves.toMatch(message);
  });

  it("ends a login plugin that waits for somebody", async () => {
    const { exec } = plugin("setTimeout(() => {}, 60000)");
    const started = Date.now();

    await expect(execCredential(exec, { server: "http://127.0.0.1:1" }, 0.5)).rejects.toThrow(
      "did not end within 0.5 s",
    );

    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it.each([
    ["text", "not: [yaml", /^FOLDER\/config: cannot be read as a kubeconfig: /],
    ["a list", "[]", /^FOLDER\/config: is not a kubeconfig;/],
    ["nothing", "", /^FOLDER\/config: has no current context;/],
    ["half an entry", "current-context: a\ncontexts: [{ name: a }]", /has no context "a"; it has none$/],
    ["a slip", "current-context: tset\ncontexts: [{ name: test, context: {} }]", /did you mean "test"\?$/],
    [
      "no such cluster",
      "current-context: a\ncontexts: [{ name: a, context: { cluster: c } }]",
      /refers to cluster "c", which has no server address; add it to clusters$/,
    ],
    [
      "an old provider",
      kubeconfig("http://x", {}, { "auth-provider": { name: "gcp" } }),
      /use an exec plugin/,
    ],
    [
      "a proxy",
      kubeconfig("http://x", { "proxy-url": "http://p" }),
      /through proxy-url, which doctor does not/,
    ],
    ["a lost file", kubeconfig("http://x", {}, { tokenFile: "gone" }), /^FOLDER\/gone: cannot be read/],
  ])("a kubeconfig that holds %s", async (_, config, message) => {
    await expect(hello(config)).resolves.toMatch(message);
  });

  it("merges the files of KUBECONFIG, and takes the context that the stack file names", async () => {
    const other = kubeconfig("http://other:1").replaceAll('"test"', '"other"').replaceAll('"c"', '"d"');
    await withFiles({ one: kubeconfig("http://one:1"), two: other }, (folder) => {
      const before = process.env.KUBECONFIG;
      process.env.KUBECONFIG = [join(folder, "one"), join(folder, "two"), join(folder, "none")].join(":");
      try {
        expect(selectContext({}).cluster.server).toBe("http://one:1");
        expect(selectContext({ context: "other" }).cluster.server).toBe("http://other:1");
      } finally {
        if (before === undefined) delete process.env.KUBECONFIG;
        else process.env.KUBECONFIG = before;
      }
      return Promise.resolve();
    });
  });

  it("says where it looked for a kubeconfig", () => {
    expect(() => selectContext({ path: "/no/such/config" })).toThrow(
      "/no/such/config: no such kubeconfig; write its path into vigie:cluster.kubeconfig or KUBECONFIG",
    );
  });
});

describe("a server that is no help", () => {
  it("gives up on one that accepts and says nothing", async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const started = Date.now();

    await expect(hello(kubeconfig(`http://127.0.0.1:${port}`), {}, 0.3)).resolves.toContain(
      "the cluster is unreachable, no answer within 0.3 s; see whether it runs",
    );

    expect(Date.now() - started).toBeLessThan(5000);
    server.close();
  });

  it("gives up on one that sends a byte now and then", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
      const timer = setInterval(() => socket.write(" "), 50);
      socket.on("close", () => {
        clearInterval(timer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;

    await expect(hello(kubeconfig(`http://127.0.0.1:${port}`), {}, 0.3)).resolves.toContain(
      "the cluster is unreachable",
    );
    server.close();
  });

  it("says that nobody listens", async () => {
    await expect(hello(kubeconfig("http://127.0.0.1:1"))).resolves.toBe(
      "http://127.0.0.1:1: the cluster is unreachable, nobody listens there; start the cluster, or choose another context",
    );
  });

  it.each([
    ["refuses the credentials", { ...HELLO, "/version": 401 }, /does not accept the credentials .* \(401\)/],
    ["knows nobody", { ...HELLO, "/apis": 403 }, /does not accept the credentials .* \(403\)/],
    [
      "is something else",
      { "/version": { hello: 1 } },
      /answers 200, but not as a Kubernetes API server does/,
    ],
    ["is ill", { ...HELLO, "/apis": 503 }, /answers 503 when asked for its APIs/],
  ])("says of one that %s", async (_, answers, message) => {
    await withServer(answers, async ({ url }) => {
      await expect(hello(kubeconfig(url))).resolves.toMatch(message);
    });
  });
});

describe("allowCrossNamespace", () => {
  it.each([
    [{ args: ["--providers.kubernetescrd.allowCrossNamespace=true"] }, "allowed"],
    [{ args: ["--providers.kubernetesCRD.allowcrossnamespace"] }, "allowed"],
    [{ command: ["traefik", "--providers.kubernetescrd.allowCrossNamespace=false"] }, "refused"],
    [{ args: ["--providers.kubernetescrd"] }, "refused"],
    [{ args: ["--providers.kubernetescrd", "--configFile=/etc/t.yml"] }, "unsaid"],
    [{ args: ["--api"] }, "unsaid"],
    [{ env: [{ name: "TRAEFIK_PROVIDERS_KUBERNETESCRD_ALLOWCROSSNAMESPACE", value: "true" }] }, "allowed"],
    [{}, "unsaid"],
  ])("%j: %s", (container, verdict) => {
    expect(crossNamespace([container])).toBe(verdict);
  });
});
