import { describe, expect, test } from "@jest/globals";
import type { StackFile } from "../../../config/schema";
import { dashboardsOf, panelsOf, planOf, WITH_GAUZIAN } from "../systems/plans";

const EXPOSED: Partial<StackFile> = {
  exposure: { grafana: { host: "grafana.example.org", auth: { type: "login" } } },
};
const ORDERS: Partial<StackFile> = {
  databases: [{ type: "mongodb", name: "orders", address: "10.0.0.5:27017" }],
};

function uids(more: Partial<StackFile> = {}): readonly string[] {
  return planOf(more).dashboards.map(({ uid }) => uid);
}

function panels(uid: string, more: Partial<StackFile>) {
  const found = dashboardsOf(planOf(more)).find((one) => one.uid === uid);
  if (found === undefined) throw new Error(`no dashboard ${uid}`);
  return panelsOf(found);
}

/** Where the line of a panel stands. */
function line(uid: string, title: string, more: Partial<StackFile>): number | null | undefined {
  const found = panels(uid, more).find((panel) => panel.title === title);
  return found?.fieldConfig?.defaults.thresholds.steps.at(-1)?.value;
}

describe("the platform's dashboards on what need not be there", () => {
  test("come with the alerts that lead to them, and not without", () => {
    expect(uids()).toContain("vigie-probes");
    expect(uids({ exporters: { blackbox: { enabled: false } } })).not.toContain("vigie-probes");
    expect(uids(EXPOSED)).toContain("vigie-traefik");
    expect(uids()).not.toContain("vigie-traefik");
    expect(uids({ ...EXPOSED, platform: "managed" })).not.toContain("vigie-traefik");
    expect(uids(ORDERS)).toContain("vigie-databases");
    expect(uids()).not.toContain("vigie-databases");
  });

  test("databases: only the kinds that this stack has an exporter for", () => {
    const titles = (more: Partial<StackFile>) => panels("vigie-databases", more).map(({ title }) => title);
    expect(titles(ORDERS)).toEqual(["MongoDB answers"]);
    expect(titles(WITH_GAUZIAN)).toEqual([
      "PostgreSQL answers",
      "PostgreSQL connections in use",
      "Redis answers",
      "Redis memory in use",
    ]);
  });

  test.each([
    ["ProbeCertificateExpiresSoon", "vigie-probes", "Days until a certificate expires", 14],
    ["TraefikServiceErrors", "vigie-traefik", "Failed requests by service", 10],
    ["PostgresConnectionsAlmostUsed", "vigie-databases", "PostgreSQL connections in use", 80],
    ["RedisMemoryAlmostFull", "vigie-databases", "Redis memory in use", 90],
  ])("the line of %s is the number that it compares with, in this stack", (alert, uid, title, own) => {
    const stack = { ...WITH_GAUZIAN, ...EXPOSED };
    const changed = { ...stack, alerting: { overrides: { [alert]: { threshold: 7 } } } };
    expect([line(uid, title, stack), line(uid, title, changed)]).toEqual([own, 7]);
  });
});
