import type { Relabeling } from "./model";

/** Keeps the targets (or series) whose labels, joined by `;`, match exactly. */
export function keep(sources: readonly string[], regex: string): Relabeling {
  return { source_labels: sources, regex, action: "keep" };
}

export function drop(sources: readonly string[], regex: string): Relabeling {
  return { source_labels: sources, regex, action: "drop" };
}

/** Copies a label; nothing is set where the source is empty. */
export function copy(source: string, target: string): Relabeling {
  return { source_labels: [source], regex: "(.+)", target_label: target };
}

/** Sets fixed labels, sorted by name. */
export function constants(labels: Readonly<Record<string, string>>): Relabeling[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([target_label, value]) => ({ target_label, replacement: literalReplacement(value) }));
}

/** `$` starts a capture group in a replacement. */
function literalReplacement(value: string): string {
  return value.replaceAll("$", "$$$$");
}

/** The text as a regular expression that matches only it (RE2, anchored by Prometheus itself). */
export function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
