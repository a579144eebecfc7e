import { describe, expect, test } from "@jest/globals";
import {
  dashboardObjectName,
  dashboardProviders,
  folderVolumes,
  folders,
} from "../../../components/grafana/dashboards";
import { grafanaFlows } from "../../../components/grafana/flows";
import type { StackFile } from "../../../config/schema";
import type { Dashboard } from "../../../systems/plan";
import { planWith, settingsWith } from "../../kit";

const PUBLIC = { exposure: { grafana: { host: "grafana.example.org", auth: { type: "login" } } } } as const;

function plan(changes: Partial<StackFile>, dashboards: readonly Dashboard[]) {
  return planWith(settingsWith(changes), [], { dashboards });
}

function dashboard(system: string, uid: string): Dashboard {
  return { system, folder: `The ${system}`, uid, title: uid, json: `{"uid":"${uid}"}` };
}

describe("dashboards", () => {
  const three = [dashboard("gauzian", "b"), dashboard("gauzian", "a"), dashboard("platform", "c")];

  test("have one folder and one provider per system", () => {
    expect(dashboardProviders(plan({}, three))).toEqual({
      apiVersion: 1,
      providers: [
        {
          name: "vigie-gauzian",
          orgId: 1,
          type: "file",
          folder: "The gauzian",
          folderUid: "vigie-gauzian",
          disableDeletion: false,
          allowUiUpdates: true,
          updateIntervalSeconds: 30,
          options: { path: "/etc/vigie/dashboards/gauzian" },
        },
        {
          name: "vigie-platform",
          orgId: 1,
          type: "file",
          folder: "The platform",
          folderUid: "vigie-platform",
          disableDeletion: false,
          allowUiUpdates: true,
          updateIntervalSeconds: 30,
          options: { path: "/etc/vigie/dashboards/platform" },
        },
      ],
    });
  });

  test("can be closed to edits in the UI (GAU-56 is the default)", () => {
    expect(dashboardProviders(plan({ grafana: { allowUiUpdates: false } }, three))).toMatchObject({
      providers: [{ allowUiUpdates: false }, { allowUiUpdates: false }],
    });
  });

  test("come in one order whatever the order in the plan", () => {
    expect(folders({ dashboards: three })).toEqual(folders({ dashboards: [...three].reverse() }));
  });

  test("are projected from one ConfigMap each into one volume per folder", () => {
    expect(folderVolumes({ dashboards: three })[0]).toEqual({
      name: "dashboards-gauzian",
      projected: {
        sources: [
          { configMap: { name: "dashboard-a", items: [{ key: "a.json", path: "a.json" }] } },
          { configMap: { name: "dashboard-b", items: [{ key: "b.json", path: "b.json" }] } },
        ],
      },
    });
  });

  test.each([
    ["gauzian-overview", /^dashboard-gauzian-overview$/],
    ["Ab_C", /^dashboard-ab-c-[0-9a-f]{8}$/],
    ["__", /^dashboard-[0-9a-f]{8}$/],
  ])("uid %s gets a Kubernetes name", (uid, name) => {
    expect(dashboardObjectName(uid)).toMatch(name);
  });

  test("uids that differ in case only get different names", () => {
    expect(dashboardObjectName("AB")).not.toBe(dashboardObjectName("aB"));
  });
});

describe("who may talk to Grafana", () => {
  test("nobody from outside where it is not exposed", () => {
    expect(grafanaFlows(settingsWith())).toEqual({
      ingress: [{ peers: [{ app: "prometheus" }], ports: [3000] }],
      egress: [
        { peers: [{ app: "prometheus" }], ports: [9090] },
        { peers: [{ app: "alertmanager" }], ports: [9093] },
        { peers: [{ app: "loki" }], ports: [3100] },
      ],
    });
  });

  test("Traefik where it is", () => {
    expect(grafanaFlows(settingsWith(PUBLIC)).ingress).toEqual([
      {
        peers: [
          { app: "prometheus" },
          { namespace: "kube-system", podLabels: { "app.kubernetes.io/name": "traefik" } },
        ],
        ports: [3000],
      },
    ]);
  });
});
