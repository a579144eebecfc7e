import { stackFile } from "../../../config/schema";
import type { StackFile } from "../../../config/schema";
import { buildPlan } from "../../../systems";
import type { Plan } from "../../../systems/plan";

/** The plan of a minimal stack file, with what the test is about on top. */
export function planOf(more: Partial<StackFile> = {}): Plan {
  return buildPlan(
    stackFile.parse({ environment: "production", platform: "k3s", cluster: { name: "test" }, ...more }),
  );
}

export const WITH_GAUZIAN: Partial<StackFile> = {
  systems: {
    gauzian: {
      alerts: true,
      postgresExporter: { workload: "postgres" },
      redisExporter: { workload: "redis" },
    },
  },
};

export const WITH_TUMULTE: Partial<StackFile> = {
  systems: {
    tumulte: {
      postgres: {
        address: "tumulte-postgres.tumulte.svc:5432",
        user: { fromConfig: "tumulteUser" },
        password: { fromConfig: "tumultePassword" },
      },
      redis: { address: "tumulte-redis.tumulte.svc:6379" },
      poolSize: 20,
    },
  },
};

export const WITH_CRM: Partial<StackFile> = {
  systems: {
    crm: {
      postgres: {
        address: "crm-postgres.crm.svc:5432",
        database: "crm",
        user: { fromConfig: "crmUser" },
        password: { fromConfig: "crmPassword" },
      },
      redis: { address: "crm-redis.crm.svc:6379" },
    },
  },
};

export const WITH_DEPLOYMENT_SYSTEM: Partial<StackFile> = {
  systems: { deploymentSystem: { applications: { metrics: { static: ["51.159.99.160:8101"] } } } },
};

export const WITH_HUNTAZE: Partial<StackFile> = { systems: { huntaze: {} } };

/** Every product that comes with the program, with everything that it can have. */
export const WITH_PRODUCTS: Partial<StackFile> = {
  systems: {
    ...WITH_GAUZIAN.systems,
    ...WITH_TUMULTE.systems,
    ...WITH_CRM.systems,
    ...WITH_DEPLOYMENT_SYSTEM.systems,
    ...WITH_HUNTAZE.systems,
  },
};

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly panels?: readonly Panel[];
  readonly targets?: readonly Target[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit: string;
      readonly thresholds: {
        readonly steps: readonly { readonly color: string; readonly value: number | null }[];
      };
    };
  };
}

export interface Target {
  readonly expr: string;
  readonly interval?: string;
  readonly datasource: { readonly type: string };
}

export interface ClassicDashboard {
  readonly uid: string;
  readonly title: string;
  readonly editable: boolean;
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

export function dashboardsOf(plan: Plan): ClassicDashboard[] {
  return plan.dashboards.map(({ json }) => JSON.parse(json) as ClassicDashboard);
}

/** Panels on the dashboard and inside its closed rows, rows themselves left out. */
export function panelsOf({ panels }: { readonly panels: readonly Panel[] }): Panel[] {
  return panels.flatMap((panel) =>
    panel.type === "row" ? panelsOf({ panels: panel.panels ?? [] }) : [panel],
  );
}
