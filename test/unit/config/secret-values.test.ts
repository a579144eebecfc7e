import { describe, expect, it } from "@jest/globals";
import { emptyRaw } from "../../../config/raw";
import { secretValueProblems } from "../../../config/secrets/sanity";

const VALUES = {
  alerting: {
    receivers: {
      d: { type: "discord", webhookUrl: { fromConfig: "discord" } },
      s: { type: "slack", webhookUrl: { fromConfig: "slack" } },
      p: { type: "pagerduty", routingKey: { fromConfig: "duty" } },
      m: { type: "email", password: { fromConfig: "mail" } },
    },
    heartbeat: { url: { fromConfig: "heartbeat" } },
  },
  cloudflare: { zoneId: { fromConfig: "zone" }, apiToken: { fromConfig: "token" } },
  exposure: { prometheus: { auth: { users: { fromConfig: "users" } } } },
  grafana: { adminPassword: { fromConfig: "password" } },
  databases: [{ user: { fromConfig: "user" } }],
};

/** Reasons given for one secret's value. */
function reasons(key: string, value: string): readonly string[] {
  const raw = {
    ...emptyRaw("vigie", "demo", "Pulumi.demo.yaml"),
    values: VALUES,
    secrets: { [key]: { state: "opened", value } as const },
  };
  const problems = secretValueProblems(raw);
  for (const { path, reason, fix } of problems) {
    expect(path).toBe(`vigie:secrets.${key}`);
    expect(fix).toBe(`run pulumi config set --secret --path 'vigie:secrets.${key}' -s demo`);
    if (value.trim().length > 5) expect(reason).not.toContain(value.trim());
  }
  return problems.map(({ reason }) => reason);
}

const ID = "0123456789abcdef0123456789abcdef";
const BCRYPT = `admin:$2y$05$${"a".repeat(53)}`;

describe("a secret's value", () => {
  it.each([
    ["discord", `https://discord.com/api/webhooks/123456789012345678/${"aB3_-".repeat(12)}`],
    ["slack", "https://hooks.slack.com/services/T0ABCDEF/B0ABCDEF/aBcDeFgHiJkLmNoPqRsT"],
    ["heartbeat", "https://hc-ping.com/1b2c3d4e-0000-4000-8000-123456789abc"],
    ["heartbeat", "https://deadman.pupin.fr:8443/ping/1b2c3d4e-0000-4000-8000-123456789abc"],
    ["duty", "R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123"],
    ["mail", "correct horse battery"],
    ["zone", ID],
    ["token", "v4x".repeat(14)],
    ["users", `${BCRYPT}\nops:$2b$10$${"b".repeat(53)}\n`],
    ["password", "correct horse battery"],
    ["user", "test"],
    ["user", "postgres"],
  ])("%s: %s is accepted", (key, value) => {
    expect(reasons(key, value)).toEqual([]);
  });

  it.each([
    [
      "discord",
      `https://discord.com/api/webhooks/123456789012345678/PLACEHOLDER_${"x".repeat(60)}`,
      /placeholder/,
    ],
    ["slack", "https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK", /placeholder|is not a URL/],
    ["slack", "YOUR_SLACK_WEBHOOK_URL", /placeholder/],
    ["duty", "YOUR_PAGERDUTY_KEY", /placeholder/],
    ["duty", "0123", /integration key of 32/],
    ["mail", "changeme", /placeholder/],
    ["mail", "secret", /everybody tries first/],
    ["password", "", /^is empty/],
    ["password", "changeme", /placeholder/],
    ["password", "CHANGE_ME", /placeholder/],
    ["password", "ChangeMe123!", /placeholder/],
    ["password", "<your password>", /placeholder/],
    ["password", "xxx", /placeholder/],
    ["password", "your-password-here", /placeholder/],
    ["password", "TODO", /placeholder/],
    ["password", "admin", /everybody tries first/],
    ["password", "hunter22\n", /line break/],
    ["user", "your-user", /placeholder/],
    ["discord", "https://discord.com/api/webhooks/xxx/yyy", /discord\.com/],
    ["discord", "https://hooks.slack.com/services/T0ABCDEF/B0ABCDEF/aBcDeFgHiJ", /discord\.com/],
    [
      "discord",
      "http://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz",
      /discord\.com/,
    ],
    ["slack", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", /placeholder/],
    ["slack", "https://example.com/hook", /placeholder/],
    ["slack", "not a url", /hooks\.slack\.com/],
    ["heartbeat", "http://hc-ping.com/abc", /https/],
    ["heartbeat", "https://deadman.pupin.fr:84430/ping/1", /impossible host or port/],
    ["heartbeat", "https://deadman.pupin.fr:0/ping/1", /impossible host or port/],
    ["zone", "pupin.fr", /32 hexadecimal/],
    ["token", "short", /Cloudflare API token/],
    ["users", `# made with htpasswd\n${BCRYPT}`, /htpasswd lines/],
    ["users", "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/", /bcrypt/],
  ])("%s: %j is refused", (key, value, reason) => {
    const found = reasons(key, value);

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
  });
});
