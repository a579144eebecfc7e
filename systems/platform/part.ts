import type { Settings } from "../../config/schema";
import type { Database } from "../../config/schema/databases";
import type { DashboardSource } from "../../dashboards/contract";
import type { ScrapeJob } from "../model";

/** One thing of the platform that may or may not exist; nothing is scraped, alerted or drawn for what cannot exist. */
export interface Part {
  readonly name: string;
  /** Default: always there. `databases` are those that this stack runs an exporter for. */
  readonly when?: (settings: Settings, databases: readonly Database[]) => boolean;
  readonly scrapes?: (settings: Settings) => readonly ScrapeJob[];
  /** Rule files under rules/platform/, without the extension. */
  readonly rules?: readonly string[];
  readonly lokiRules?: readonly string[];
  readonly dashboards?: readonly DashboardSource[];
}
