import { describe, expect, it } from "@jest/globals";
import { grafanaFlows } from "../../../components/grafana/flows";
import { grafanaIni } from "../../../components/grafana/ini";
import { program } from "../../../components/program";
import { loadFromFile } from "../../../config/from-file";
import { RULES } from "../../../config/rules";
import type { StackFile } from "../../../config/schema";
import { deploy, manifests, planWith, settingsWith, withFiles } from "../../kit";

const CLIENT = { clientId: { fromConfig: "oauthId" }, clientSecret: { fromConfig: "oauthSecret" } } as const;
const exposure: StackFile["exposure"] = { grafana: { host: "grafana.pupin.fr", auth: { type: "login" } } };

const google = settingsWith({
  exposure,
  grafana: { oauth: { provider: "google", allowedDomains: ["pupin.fr", "tumulte.app"], ...CLIENT } },
});
const github = settingsWith({
  exposure,
  grafana: { oauth: { provider: "github", allowedOrganizations: ["tpm-finance"], ...CLIENT } },
});

describe("Grafana's OAuth", () => {
  it("lets in whom the stack file names, with the client's secret from a file", () => {
    expect(grafanaIni(planWith(google))["auth.google"]).toEqual({
      enabled: true,
      allow_sign_up: true,
      client_id: "$__file{/etc/vigie/secrets/oauth-client-id}",
      client_secret: "$__file{/etc/vigie/secrets/oauth-client-secret}",
      use_pkce: true,
      allowed_domains: "pupin.fr tumulte.app",
    });
    expect(grafanaIni(planWith(github))["auth.github"]).toMatchObject({
      allowed_organizations: "tpm-finance",
    });
  });

  it("is off, and opens no way out, until asked for", () => {
    const off = settingsWith({ exposure });

    expect(Object.keys(grafanaIni(planWith(off)))).not.toContain("auth.google");
    expect(grafanaFlows(google).egress).toHaveLength(grafanaFlows(off).egress.length + 1);
    expect(grafanaFlows(google).egress).toContainEqual({ peers: [{ anywhere: true }], ports: [443] });
  });

  it("needs an address to send people back to", () => {
    const hidden = settingsWith({ grafana: { oauth: google.grafana.oauth } });
    const findings = RULES.flatMap(({ check }) => check(hidden)).map(({ path }) => path);

    expect(findings).toContain("vigie:grafana.oauth");
  });

  it.each([
    ["nobody named", { provider: "google", allowedDomains: [], ...CLIENT }],
    ["organisations for Google", { provider: "google", allowedOrganizations: ["x"], ...CLIENT }],
    ["another provider", { provider: "facebook", ...CLIENT }],
  ])("refuses %s", (_what, oauth) => {
    expect(() => settingsWith({ exposure, grafana: { oauth: oauth as never } })).toThrow();
  });

  it("mounts the client beside the password, and shows neither anywhere else", async () => {
    const file = [
      "config:",
      "  vigie:environment: development",
      "  vigie:platform: kubeadm",
      "  vigie:cluster: { name: test }",
      "  vigie:exposure: { grafana: { host: grafana.pupin.fr, auth: { type: login } } }",
      "  vigie:grafana:",
      "    oauth:",
      "      provider: google",
      "      allowedDomains: [pupin.fr]",
      "      clientId: { fromConfig: oauthId }",
      "      clientSecret: { fromConfig: oauthSecret }",
      "",
    ].join("\n");
    await withFiles({ "Pulumi.test.yaml": file }, async (folder) => {
      const objects = manifests(await deploy(() => program(loadFromFile(`${folder}/Pulumi.test.yaml`))));
      const secret = objects.find(
        ({ kind, metadata }) => kind === "Secret" && metadata.name.startsWith("grafana-oauth"),
      );
      const pod = JSON.stringify(
        objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "grafana"),
      );

      expect(secret?.stringData).toEqual({
        "oauth-client-id": "<redacted>",
        "oauth-client-secret": "<redacted>",
      });
      expect(pod).toContain('"path":"oauth-client-secret"');
    });
  });
});
