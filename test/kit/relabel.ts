import type { Relabeling } from "../../components/prometheus/model";

type Labels = Readonly<Record<string, string>>;

/**
 * What Prometheus makes of one target's or series' labels: undefined when it is dropped. Only the actions that this
 * program writes. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export function relabelled(labels: Labels, rules: readonly Relabeling[]): Labels | undefined {
  let current: Record<string, string> = { ...labels };
  for (const rule of rules) {
    const { source_labels = [], separator = ";", regex = "(.*)", action = "replace" } = rule;
    const value = source_labels.map((name) => current[name] ?? "").join(separator);
    const match = new RegExp(`^(?:${regex})$`, "s").exec(value);
    if (action === "keep" && match === null) return undefined;
    if (action === "drop" && match !== null) return undefined;
    if (action === "replace" && match !== null) current = replaced(current, rule, match);
  }
  return current;
}

function replaced(labels: Labels, rule: Relabeling, match: RegExpExecArray): Record<string, string> {
  const { target_label = "", replacement = "$1" } = rule;
  const text = replacement.replaceAll(/\$(?:\{(\d+)\}|(\d+)|\$)/g, (all, braced?: string, bare?: string) =>
    all === "$$" ? "$" : (match[Number(braced ?? bare)] ?? ""),
  );
  const others = Object.fromEntries(Object.entries(labels).filter(([name]) => name !== target_label));
  return text === "" ? others : { ...others, [target_label]: text };
}

/** Without the labels that Prometheus forgets after discovery. */
export function stored(labels: Labels | undefined): Labels | undefined {
  if (labels === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => !name.startsWith("__meta_") && name !== "__tmp"),
  );
}
