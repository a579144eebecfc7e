/** What a dashboard is told when it is built. */
export interface DashboardInput {
  /** There is a Loki to ask. */
  readonly logs: boolean;
  /** There is at least one service level objective. */
  readonly objectives: boolean;
  /** This stack scrapes that job: a panel on what nothing exposes would stay empty for ever. */
  has(job: string): boolean;
  /** The number that this alert compares with, read out of its rule, so that a panel's line and the alert never differ. */
  threshold(ruleFile: string, alert: string): number;
}

/** A dashboard built by our code, or the user's JSON file. Either way Classic JSON with a fixed uid. */
export type DashboardSource =
  | {
      readonly kind: "built";
      readonly uid: string;
      readonly title: string;
      readonly build: (input: DashboardInput) => DashboardJson;
    }
  | { readonly kind: "file"; readonly file: string };

/** Classic dashboard JSON, as Grafana's file provisioner reads it. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly [field: string]: unknown;
}
