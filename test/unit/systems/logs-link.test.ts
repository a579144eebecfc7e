import { describe, expect, test } from "@jest/globals";
import { syntaxCheck } from "../../../cli/check/query";
import type { StackFile } from "../../../config/schema";
import type { Plan } from "../../../systems/plan";
import { planOf, WITH_PRODUCTS } from "./plans";

interface Pane {
  readonly datasource: string;
  readonly queries: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

/** The LogQL behind the link of each alert of a system. */
function logQueries({ ruleFiles }: Plan, system: string): (string | undefined)[] {
  const alerts = ruleFiles
    .filter((file) => file.system === system)
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap((rule) => ("alert" in rule ? [rule] : []));
  const queries = alerts.map(({ annotations = {} }) => {
    const url = annotations.logs_url;
    if (url === undefined) return undefined;
    expect(url).toMatch(/^http:\/\/grafana\.monitoring\.svc:3000\/explore\?/);
    const panes = JSON.parse(new URL(url).searchParams.get("panes") ?? "") as { readonly logs: Pane };
    expect(panes.logs).toMatchObject({ datasource: "loki", queries: [{ datasource: { uid: "loki" } }] });
    return panes.logs.queries[0]?.expr;
  });
  return [...new Set(queries)];
}

const SHOP: Partial<StackFile> = {
  apps: {
    shop: {
      slos: [{ name: "a", title: "A", objective: 99, indicator: { type: "requests", total: "t", bad: "b" } }],
      logs: [
        { job: "shop-web", path: "/var/log/shop/web.log" },
        { job: "shop-cron", path: "/var/log/shop/cron.log" },
      ],
    },
  },
};

describe("the link from an alert to its product's lines", () => {
  test.each([
    ["gauzian", '{namespace="gauzian-v2", level!="debug"}'],
    ["huntaze", '{namespace="huntaze", level!="debug"}'],
    ["crm-tpm-finance", '{namespace="crm", level!="debug"}'],
    ["tumulte", '{namespace="tumulte", level!="debug"}'],
  ])("%s: %s", async (system, query) => {
    expect(logQueries(planOf(WITH_PRODUCTS), system)).toEqual([query]);
    expect((await syntaxCheck())("logql", query)).toBeUndefined();
  });

  test("of an app leads to its files, and of one without files nowhere", () => {
    expect(logQueries(planOf(SHOP), "shop")).toEqual(['{job=~"shop-cron|shop-web"}']);
    const { slos = [] } = SHOP.apps?.shop ?? {};
    expect(logQueries(planOf({ apps: { shop: { slos } } }), "shop")).toEqual([undefined]);
  });

  test("is not there without Loki", () => {
    const off = { loki: { enabled: false }, logs: { collector: "none" } } as const;
    expect(logQueries(planOf({ ...WITH_PRODUCTS, ...off }), "gauzian")).toEqual([undefined]);
  });
});
