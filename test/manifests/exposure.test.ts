import { describe, expect, it } from "@jest/globals";
import { TraefikExposure } from "../../components/exposure";
import type { StackFile } from "../../config/schema";
import { childList, contextOf, deploy, manifest, planWith, settingsWith, unwrapped } from "../kit";

const PROMETHEUS = { host: "prometheus.example.org", auth: { type: "basic" } } as const;

function exposed(exposure: StackFile["exposure"], preview = false) {
  const context = contextOf(planWith(settingsWith({ exposure })));
  return deploy(() => new TraefikExposure("exposure", { context }), { preview });
}

describe("TraefikExposure", () => {
  it("makes the route, its middlewares, and the Secret of the generated user [GAU-64] [GAU-65]", async () => {
    const resources = await exposed({ prometheus: PROMETHEUS });

    expect(childList(resources)).toEqual([
      "IngressRoute exposure-prometheus",
      "Middleware exposure-prometheus-auth",
      "Middleware exposure-prometheus-headers",
      "Middleware exposure-prometheus-rate-limit",
      "Secret exposure-prometheus-auth-secret",
    ]);
    expect(manifest(resources, "Middleware", "prometheus-auth").spec).toEqual({
      basicAuth: { secret: "prometheus-auth-secret", removeHeader: true, realm: "prometheus" },
    });
    const secret = manifest(resources, "Secret", "prometheus-auth-secret");
    expect(secret).toMatchObject({ type: "Opaque", stringData: { users: "<redacted>" } });
  });

  it("writes one htpasswd line with the hash that was made with the password, not one of its own", async () => {
    const resources = await exposed({ prometheus: PROMETHEUS });

    const secret = resources.find(({ type }) => type === "kubernetes:core/v1:Secret");
    const password = resources.find(({ type }) => type.startsWith("random:"));
    const { bcryptHash } = unwrapped(password?.state) as { bcryptHash: string };
    expect(unwrapped(secret?.inputs.stringData)).toEqual({ users: `admin:${bcryptHash}` });
    expect(bcryptHash).toMatch(/^\$2y\$/);
  });

  it("takes given htpasswd lines", async () => {
    const resources = await exposed({
      prometheus: { ...PROMETHEUS, auth: { type: "basic", users: { fromConfig: "users" } } },
    });

    const secret = resources.find(({ type }) => type === "kubernetes:core/v1:Secret");
    expect(unwrapped(secret?.inputs.stringData)).toEqual({ users: "sentinel-users" });
    expect(resources.filter(({ type }) => type.startsWith("random:"))).toEqual([]);
  });

  it("refers to an existing Secret and makes none", async () => {
    const users = { fromSecret: { name: "team-users", key: "users" } };
    const resources = await exposed({ prometheus: { ...PROMETHEUS, auth: { type: "basic", users } } });

    expect(manifest(resources, "Middleware", "prometheus-auth").spec).toMatchObject({
      basicAuth: { secret: "team-users" },
    });
    expect(childList(resources).filter((child) => child.startsWith("Secret"))).toEqual([]);
  });

  it("makes no route for a tunnelled host", async () => {
    const resources = await exposed({
      prometheus: { ...PROMETHEUS, via: "tunnel", auth: { type: "access", emails: ["a@b.org"] } },
    });

    expect(childList(resources)).toEqual([]);
  });

  it("creates the route after its middlewares", async () => {
    const resources = await exposed({ prometheus: PROMETHEUS });

    const route = resources.find(({ name }) => name === "exposure-prometheus");
    expect(route?.dependencies.map((urn) => urn.split("::").at(-1))).toEqual([
      "exposure-prometheus-auth",
      "exposure-prometheus-headers",
      "exposure-prometheus-rate-limit",
    ]);
  });

  it("previews before the password exists", async () => {
    const resources = await exposed({ prometheus: PROMETHEUS }, true);

    const secret = resources.find(({ type }) => type === "kubernetes:core/v1:Secret");
    expect(unwrapped(secret?.inputs.stringData)).toEqual("<unknown>");
  });

  it("lets the route be edited before it is created", async () => {
    const context = contextOf(planWith(settingsWith({ exposure: { prometheus: PROMETHEUS } })));
    const resources = await deploy(
      () =>
        new TraefikExposure("exposure", {
          context,
          transform: { ingressRoute: { entryPoints: ["internal"] } },
        }),
    );

    expect(manifest(resources, "IngressRoute", "prometheus").spec).toMatchObject({
      entryPoints: ["internal"],
    });
  });
});
