import type { Database } from "../config/schema/databases";
import type { Duration } from "../config/schema/scalars";
import type { Crm } from "../config/schema/systems";
import {
  CRM_EMAILS,
  CRM_ENDPOINTS,
  CRM_OVERVIEW,
  crmEmails,
  crmEndpoints,
  crmOverview,
} from "../dashboards/crm-tpm-finance";
import { targetSource } from "./apps";
import { productLogs } from "./product-logs";
import type { System } from "./model";

/** Label `system`, rule file and folder; in the stack file it is `crm`. */
const NAME = "crm-tpm-finance";

/** CRM TPM Finance: a FastAPI backend that speaks for its PostgreSQL and Redis too. Decisions: docs/systems/crm-tpm-finance.md. */
export function crmSystem(crm: Crm): System {
  return {
    name: NAME,
    title: "CRM TPM Finance",
    scrapes: [
      {
        job: "crm-api",
        target: targetSource(crm.api),
        path: "/api/v1/metrics",
        scheme: "http",
        // CRM-15; the timeout must not exceed the interval.
        interval: "10s" as Duration,
        timeout: "10s" as Duration,
        bearerToken: crm.bearerToken,
        labels: {},
      },
    ],
    probes: [],
    rules: [{ file: "rules/crm-tpm-finance.yaml" }],
    lokiRules: [],
    dashboards: [
      { kind: "built", ...CRM_OVERVIEW, build: (input) => crmOverview(crm.namespace, input) },
      { kind: "built", ...CRM_EMAILS, build: crmEmails },
      { kind: "built", ...CRM_ENDPOINTS, build: crmEndpoints },
    ],
    databases: databases(crm),
    logs: productLogs(crm.namespace),
    logFiles: [],
  };
}

function databases({ postgres, redis }: Crm): Database[] {
  return [
    ...(postgres === undefined
      ? []
      : [{ type: "postgres" as const, name: "crm-postgres", system: NAME, ...postgres }]),
    ...(redis === undefined ? [] : [{ type: "redis" as const, name: "crm-redis", system: NAME, ...redis }]),
  ];
}
