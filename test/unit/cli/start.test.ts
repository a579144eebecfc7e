import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { clusterOf, isNearby } from "../../../cli/start/kubeconfig";
import { answers } from "../../../cli/start/probe";
import { withFiles } from "../../kit";

const KUBECONFIG = `
current-context: here
contexts:
  - { name: here, context: { cluster: local } }
  - { name: there, context: { cluster: remote } }
clusters:
  - { name: local, cluster: { server: "https://127.0.0.1:6443" } }
  - { name: remote, cluster: { server: "https://api.example.org" } }
`;

describe("clusterOf", () => {
  it("finds the server of the current context, or of the named one", async () => {
    await withFiles({ config: KUBECONFIG, empty: "" }, (folder) => {
      const path = join(folder, "config");

      expect(clusterOf({ path })).toEqual({ context: "here", server: "https://127.0.0.1:6443" });
      expect(clusterOf({ path, context: "there" })).toEqual({
        context: "there",
        server: "https://api.example.org",
      });
      expect(clusterOf({ path, context: "nowhere" })).toBeUndefined();
      expect(clusterOf({ path: join(folder, "missing") })).toBeUndefined();
      expect(clusterOf({ path: join(folder, "empty") })).toBeUndefined();
      return Promise.resolve();
    });
  });
});

describe("isNearby", () => {
  it.each([
    ["https://127.0.0.1:6443", true],
    ["https://localhost:6443", true],
    ["https://0.0.0.0:40123", true],
    ["https://[::1]:6443", true],
    ["https://10.0.0.7:6443", false],
    ["https://192.168.1.20:6443", false],
    ["https://172.18.0.2:6443", false],
    ["https://kubernetes.docker.internal:6443", false],
    ["https://k3s.office.local:6443", false],
    ["https://127.example.org", false],
    ["https://51.159.99.160:6443", false],
    ["https://api.example.org", false],
  ])("%s: %s", (server, nearby) => {
    expect(isNearby({ context: "c", server })).toBe(nearby);
  });
});

describe("answers", () => {
  it("gives up on a server that accepts and says nothing", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const started = Date.now();

    await expect(answers(`http://127.0.0.1:${port}/`, 0.3)).resolves.toBe(false);

    expect(Date.now() - started).toBeLessThan(5000);
    server.close();
  });

  it("says no where nobody listens", async () => {
    await expect(answers("http://127.0.0.1:1/", 2)).resolves.toBe(false);
  });
});
