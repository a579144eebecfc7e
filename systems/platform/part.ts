import type { Settings } from "../../config/schema";
import type { DashboardSource, ScrapeJob } from "../model";

/** One thing of the platform that may or may not exist; nothing is scraped, alerted or drawn for what cannot exist. */
export interface Part {
  readonly name: string;
  /** Default: always there. */
  readonly when?: (settings: Settings) => boolean;
  readonly scrapes?: (settings: Settings) => readonly ScrapeJob[];
  /** Rule files under rules/platform/, without the extension. */
  readonly rules?: readonly string[];
  readonly lokiRules?: readonly string[];
  readonly dashboards?: readonly DashboardSource[];
}
