import { parse } from "yaml";
import { METRIC_TYPES, type Catalogue, type Metric, type MetricType } from "./model";

/** A catalogue that cannot be read: what is wrong, by file and line. */
export class CatalogueError extends Error {
  override readonly name = "CatalogueError";
}

interface CatalogueFile {
  readonly title?: unknown;
  readonly jobs?: unknown;
  readonly values?: unknown;
  readonly metrics?: unknown;
  readonly also?: unknown;
}

/** `name{label,label} type bucket bucket`, e.g. `http_request_duration_seconds{method} histogram 0.1 0.5 1`. */
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})?\s+([a-z]+)(?:\s+([\d.eE+\-\s]+))?$/;

/**
 * Reads one file of `catalogue/`, or a user's own in the same form.
 * @throws CatalogueError that names the file and the line
 */
export function readCatalogue(file: string, text: string): Catalogue {
  const content = parse(text) as CatalogueFile | null;
  const { title, jobs = [], values = {}, metrics, also = "" } = content ?? {};
  if (typeof title !== "string") throw new CatalogueError(`${file}: "title" is missing; name the program`);
  if (typeof metrics !== "string" || typeof also !== "string")
    throw new CatalogueError(`${file}: "metrics" must be a text; write "metrics: |" and one metric per line`);
  if (!isListOfTexts(jobs)) throw new CatalogueError(`${file}: "jobs" must be a list of job names`);
  return {
    file,
    title,
    jobs: new RegExp(`^(?:${jobs.join("|") || "(?!)"})$`),
    metrics: new Map([...lines(file, metrics), ...lines(file, also)].map((metric) => [metric.name, metric])),
    values: new Map(Object.entries(valuesOf(file, values))),
  };
}

function lines(file: string, text: string): Metric[] {
  return text.split("\n").flatMap((line) => {
    const wanted = line.replace(/#.*/, "").trim();
    return wanted === "" ? [] : [metricOf(file, wanted)];
  });
}

function metricOf(file: string, line: string): Metric {
  const [, name = "", labels = "", type = "", buckets = ""] = LINE.exec(line) ?? [];
  if (!METRIC_TYPES.some((known) => known === type)) {
    const fix = `write "name{label,label} type", type one of ${METRIC_TYPES.join(", ")}`;
    throw new CatalogueError(`${file}: cannot read "${line}"; ${fix}`);
  }
  return { name, type: type as MetricType, labels: split(labels, ","), buckets: split(buckets, /\s+/) };
}

function split(text: string, by: string | RegExp): string[] {
  return text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function valuesOf(file: string, values: unknown): Record<string, readonly string[]> {
  const entries = Object.entries((values ?? {}) as Record<string, unknown>);
  for (const [label, list] of entries)
    if (!isListOfTexts(list))
      throw new CatalogueError(`${file}: values of "${label}" must be a list of texts`);
  return Object.fromEntries(entries) as Record<string, readonly string[]>;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
