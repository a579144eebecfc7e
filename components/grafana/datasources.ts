import type { Plan } from "../../systems/plan";
import { serviceUrl } from "../../base/endpoints";

/** Fixed: dashboards, alert links and Loki's ruler name data sources by uid. */
export const DATASOURCE_UIDS = {
  prometheus: "prometheus",
  alertmanager: "alertmanager",
  loki: "loki",
} as const;

/** Data source provisioning file. */
export function datasources(plan: Plan): object {
  const { settings } = plan;
  return {
    apiVersion: 1,
    // A data source that is provisioned no longer (Loki switched off) goes away.
    prune: true,
    datasources: [prometheus(plan), alertmanager(plan), ...(settings.loki.enabled ? [loki(plan)] : [])],
  };
}

function prometheus({ settings }: Plan): object {
  const version = /:v?(\d+\.\d+\.\d+)/.exec(settings.prometheus.image)?.[1];
  return {
    ...common("prometheus", "Prometheus"),
    url: serviceUrl("prometheus", settings),
    isDefault: true,
    jsonData: {
      httpMethod: "POST",
      // `$__rate_interval` is four times this: with another value graphs of rates have holes.
      timeInterval: settings.prometheus.scrapeInterval,
      prometheusType: "Prometheus",
      ...(version === undefined ? {} : { prometheusVersion: version }),
      manageAlerts: true,
      alertmanagerUid: DATASOURCE_UIDS.alertmanager,
    },
  };
}

function alertmanager({ settings }: Plan): object {
  return {
    ...common("alertmanager", "Alertmanager"),
    url: serviceUrl("alertmanager", settings),
    jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
  };
}

function loki({ settings }: Plan): object {
  return {
    ...common("loki", "Loki"),
    url: serviceUrl("loki", settings),
    jsonData: {
      maxLines: 1000,
      manageAlerts: true,
      alertmanagerUid: DATASOURCE_UIDS.alertmanager,
      derivedFields: [
        {
          name: "Metrics of the pod",
          matcherType: "label",
          matcherRegex: "^pod$",
          url: podMetricsLink(),
          urlDisplayLabel: "CPU and memory",
        },
      ],
    },
  };
}

function common(type: keyof typeof DATASOURCE_UIDS, name: string): object {
  return { uid: DATASOURCE_UIDS[type], type, name, access: "proxy", orgId: 1, editable: false };
}

/**
 * Explore, on the CPU and memory of the pod that wrote the line. An internal link (`datasourceUid`) would not do: Loki's
 * derived fields fill the field `query`, which Prometheus does not read. `$$` is a `$` in provisioning files.
 */
function podMetricsLink(): string {
  const pod = "__POD__";
  const panes = {
    a: {
      datasource: DATASOURCE_UIDS.prometheus,
      queries: [
        {
          refId: "A",
          expr: `sum by (container) (rate(container_cpu_usage_seconds_total{pod="${pod}",container!=""}[5m]))`,
        },
        {
          refId: "B",
          expr: `sum by (container) (container_memory_working_set_bytes{pod="${pod}",container!=""})`,
        },
      ],
      range: { from: "now-1h", to: "now" },
    },
  };
  const encoded = encodeURIComponent(JSON.stringify(panes));
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded.replaceAll(pod, () => "$${__value.raw}")}`;
}
