import type { Urls } from "../base/exposure";
import type { AlertRule, RecordingRule, Rule, RuleGroup } from "../base/rules";
import type { Settings } from "../config/schema";
import type { System } from "./model";

export type { AlertRule, RecordingRule, Rule, RuleGroup };

/** A rule file as it is mounted: `<system>-<name>.yaml`. */
export interface RuleFile {
  readonly system: string;
  /** File name in the mounted directory; unique. */
  readonly fileName: string;
  /** Where it came from, relative to the project, for messages. */
  readonly source: string;
  readonly groups: readonly RuleGroup[];
}

export interface Dashboard {
  readonly system: string;
  readonly folder: string;
  readonly uid: string;
  readonly title: string;
  /** Classic JSON, deterministic. */
  readonly json: string;
  /** The user's own file that it was read from; undefined for those that the program builds. */
  readonly file?: string;
}

/** A file of notification templates as it is mounted beside our own. */
export interface TemplateFile {
  /** Unique; never ours. */
  readonly fileName: string;
  readonly text: string;
}

/**
 * Everything the builders need, computed once from the settings: the one direction of data
 * settings -> systems -> plan -> builders -> components. Holds no secret value.
 */
export interface Plan {
  readonly settings: Settings;
  readonly systems: readonly System[];
  readonly ruleFiles: readonly RuleFile[];
  readonly lokiRuleFiles: readonly RuleFile[];
  readonly dashboards: readonly Dashboard[];
  readonly templates: readonly TemplateFile[];
  readonly urls: Urls;
}
