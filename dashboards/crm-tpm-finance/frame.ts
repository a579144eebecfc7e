import type { DashboardJson } from "../contract";
import { dashboard, targetVariables } from "../kit";
import type { DashboardSpec } from "../kit";

export const RULES = "rules/crm-tpm-finance.yaml";

type Own = Pick<DashboardSpec, "uid" | "title" | "description" | "variables" | "rows" | "from">;

/** What the CRM's dashboards share: their refresh (CRM-64), tags, and the choice of an instance. */
export function crmDashboard({ variables, ...own }: Own): DashboardJson {
  return dashboard({
    ...own,
    tags: ["crm-tpm-finance"],
    alerts: 'system="crm-tpm-finance"',
    refresh: "10s",
    variables: [...targetVariables('system="crm-tpm-finance"'), ...variables],
  });
}
