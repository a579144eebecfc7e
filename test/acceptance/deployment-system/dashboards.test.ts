import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ClassicDashboard, Panel } from "../../unit/systems/plans";
import { dashboardsOf, panelsOf } from "../../unit/systems/plans";
import { buildPlan } from "../../../systems";
import { exampleSettings } from "./stack";

let dashboards: readonly ClassicDashboard[];

beforeAll(() => {
  dashboards = dashboardsOf(buildPlan(exampleSettings().settings));
});

function dashboard(uid: string): ClassicDashboard {
  const found = dashboards.find((one) => one.uid === uid);
  if (found === undefined) throw new Error(`no dashboard ${uid}`);
  return found;
}

function panel(uid: string, title: string): Panel {
  const found = panelsOf(dashboard(uid)).find((one) => one.title === title);
  if (found === undefined) throw new Error(`no panel "${title}" on ${uid}`);
  return found;
}

function queries(uid: string, title: string): string {
  return (panel(uid, title).targets ?? []).map(({ expr }) => expr).join("\n");
}

describe("the three dashboards", () => {
  test.each([
    [
      "DEP-65 to DEP-71, DEP-164: Deployment System",
      "deployment-main",
      "Deployment System",
      [
        "État des Services",
        "Port Manager",
        "Deployment API",
        "Applications Déployées",
        "Performance",
        "Erreurs",
      ],
    ],
    [
      "DEP-72 to DEP-78: Infrastructure Overview",
      "infrastructure-main",
      "Infrastructure Overview",
      ["CPU Usage", "Memory Usage", "Disk Usage", "Network", "Load Average", "Container Stats"],
    ],
    [
      "DEP-79 to DEP-84: Applications Monitoring",
      "applications-main",
      "Applications Monitoring",
      ["HTTP Requests", "Error Rates", "Response Times", "Health Checks", "Container Resources"],
    ],
  ])("%s begins with its panels, in order", (_line, uid, title, panels) => {
    const { title: found, panels: all } = dashboard(uid);

    expect(found).toBe(title);
    expect(all.filter(({ type }) => type !== "row").map((one) => one.title)).toEqual(panels);
  });

  test("DEP-85: they are provisioned with the stack, nobody runs a script", () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual(
      expect.arrayContaining(["deployment-main", "infrastructure-main", "applications-main"]),
    );
  });
});

describe("their panels", () => {
  test.each([
    [
      "DEP-66: État des Services",
      "deployment-main",
      "État des Services",
      ["port-manager", "deployment-api", "tunnel-manager", "mongodb_up"],
    ],
    [
      "DEP-38, DEP-39, DEP-40, DEP-67: Port Manager",
      "deployment-main",
      "Port Manager",
      [
        "port_manager_total_allocations",
        "port_manager_available_ports",
        "port_manager_allocation_requests_total",
      ],
    ],
    [
      "DEP-41, DEP-42, DEP-68: Deployment API",
      "deployment-main",
      "Deployment API",
      ["deployment_total", "deployment_success_total"],
    ],
    [
      "DEP-69: Applications Déployées",
      "deployment-main",
      "Applications Déployées",
      ["probe_success", "max1d"],
    ],
    [
      "DEP-43, DEP-70: Performance",
      "deployment-main",
      "Performance",
      ["deployment_duration_seconds_bucket", "probe_duration_seconds"],
    ],
    ["DEP-71: Erreurs", "deployment-main", "Erreurs", ["deployment_total", "probe_success"]],
    ["DEP-73: CPU Usage", "infrastructure-main", "CPU Usage", ["by (cpu)", 'mode="idle"']],
    ["DEP-74: Memory Usage", "infrastructure-main", "Memory Usage", ["MemAvailable", "SwapFree"]],
    [
      "DEP-75: Disk Usage",
      "infrastructure-main",
      "Disk Usage",
      ["by (instance, mountpoint)", "node_filesystem_avail_bytes"],
    ],
    ["DEP-76: Network", "infrastructure-main", "Network", ["receive_bytes_total", "transmit_bytes_total"]],
    [
      "DEP-77: Load Average",
      "infrastructure-main",
      "Load Average",
      ["node_load1{", "node_load5{", "node_load15{"],
    ],
    [
      "DEP-78: Container Stats",
      "infrastructure-main",
      "Container Stats",
      ["container_cpu_usage", "container_memory", "by (name)"],
    ],
    ["DEP-80: HTTP Requests", "applications-main", "HTTP Requests", ["probe_http_status_code"]],
    [
      "DEP-80: Latence par application",
      "applications-main",
      "Latence par application",
      ["probe_duration_seconds"],
    ],
    ["DEP-81: Error Rates", "applications-main", "Error Rates", [">= bool 400"]],
    [
      "DEP-82: Response Times",
      "applications-main",
      "Response Times",
      ["quantile(0.5,", "quantile(0.95,", "quantile(0.99,"],
    ],
    ["DEP-83: Health Checks", "applications-main", "Health Checks", ["probe_success"]],
    [
      "DEP-84: Container Resources",
      "applications-main",
      "Container Resources",
      ["container_cpu_usage", "container_memory"],
    ],
  ])("%s of %s: %s asks what it says", (_line, uid, title, parts) => {
    for (const part of parts) expect(queries(uid, title)).toContain(part);
  });

  test("DEP-67: the line is 80 % of the 900 ports of 8100-8999", () => {
    const steps = panel("deployment-main", "Port Manager").fieldConfig?.defaults.thresholds.steps;

    expect(steps?.map(({ value }) => value)).toEqual([null, 720]);
    expect(panel("deployment-main", "Port Manager").description).toContain("8100-8999");
  });

  test("DEP-80 to DEP-82: an application that counts its requests is asked for them", () => {
    const { settings } = exampleSettings();
    const metrics = { static: ["51.159.99.160:8100"] };
    const deployment = settings.systems.deploymentSystem;
    if (deployment === undefined) throw new Error("no deploymentSystem");
    const applications = { ...deployment.applications, metrics };
    const plan = buildPlan({ ...settings, systems: { deploymentSystem: { ...deployment, applications } } });
    const found = dashboardsOf(plan).find(({ uid }) => uid === "applications-main");
    const text = JSON.stringify(found);

    for (const part of ["rate(http_requests_total", "http_request_duration_seconds_bucket", "4..", "5.."]) {
      expect(text).toContain(part);
    }
  });
});

describe("the KPIs", () => {
  test.each([
    ["DEP-148: success above 95 %", "Déploiements réussis", [null, 0.95]],
    ["DEP-149: deployments under 5 minutes", "Durée médiane", [null, 300]],
    ["DEP-150: ports under 80 %", "Ports utilisés", [null, 0.8]],
    ["DEP-151: uptime above 99.5 %", "Disponibilité", [null, 0.995]],
    ["DEP-152: recovery under 30 minutes", "Temps de rétablissement", [null, 1800]],
    ["DEP-153: CPU under 80 %", "CPU moyen", [null, 0.8]],
    ["DEP-154: memory under 85 %", "Mémoire", [null, 0.85]],
    ["DEP-155: disk under 80 %, alerts at 90 %", "Disque", [null, 0.8, 0.9]],
    ["DEP-156: network under 100 ms", "Latence réseau", [null, 0.1]],
    ["DEP-157: fewer than 2 restarts a day", "Redémarrages", [null, 2]],
    ["DEP-160: all critical services watched", "Couverture", [null, 1]],
  ])("%s", (_line, title, steps) => {
    const found = panel("deployment-main", title);

    expect(found.fieldConfig?.defaults.thresholds.steps.map(({ value }) => value)).toEqual(steps);
    expect(queries("deployment-main", title)).toContain("deployment_system:");
  });
});

describe("the useful queries", () => {
  test.each([
    [
      "DEP-93, DEP-146: errors of the Port Manager",
      "Erreurs du Port Manager",
      '{job="port-manager"} |= "ERROR" | json',
    ],
    [
      "DEP-94, DEP-146, DEP-Q9: deployments with errors",
      "Déploiements en erreur",
      '{job="deployment-api"} |= "\u274c" | json | deployment_id != ""',
    ],
    [
      "DEP-95, DEP-146: containers that restart",
      "Conteneurs qui redémarrent",
      '{job="docker"} |= "restart" | json',
    ],
    [
      "DEP-96, DEP-146: critical errors of the system",
      "Erreurs système critiques",
      '{job="varlogs"} |= "ERROR" |= "CRITICAL" | logfmt',
    ],
    [
      "DEP-97, DEP-146: search by deployment id",
      "Recherche par déploiement",
      '{job="deployment-api"} |= "deploy-1755768199487"',
    ],
  ])("%s, word for word", (_line, title, query) => {
    expect(queries("deployment-main", title).replace("$deployment_id", "deploy-1755768199487")).toBe(query);
  });
});
