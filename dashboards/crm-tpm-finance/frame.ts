import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, labelVariable, prometheusVariable } from "../kit";
import type { DashboardSpec } from "../kit";

export const RULES = "rules/crm-tpm-finance.yaml";

type Own = Pick<DashboardSpec, "uid" | "title" | "description" | "variables" | "rows">;

/** What the CRM's dashboards share: their refresh (CRM-64), tags, and the choice of an instance. */
export function crmDashboard({ variables, ...own }: Own, input: DashboardInput): DashboardJson {
  return dashboard(
    {
      ...own,
      tags: ["crm-tpm-finance"],
      alerts: 'system="crm-tpm-finance"',
      refresh: "10s",
      variables: [
        prometheusVariable(),
        labelVariable({
          name: "instance",
          label: "Instance",
          query: 'label_values(up{system="crm-tpm-finance", job="crm-api"}, instance)',
        }),
        ...variables,
      ],
    },
    input,
  );
}
