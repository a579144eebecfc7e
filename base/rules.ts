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
