import type { Urls } from "../base/exposure";
import type { Settings } from "../config/schema";
import type { System } from "./model";

/** One loaded rule group, after the alerts that are switched off were left out and the system label was added. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  /** Most alerts or series that one rule of the group may yield; more is an error of the rule. */
  readonly limit?: number;
  readonly query_offset?: string;
  /** Labels of every rule of the group. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
}

export type Rule = AlertRule | RecordingRule;

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

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
