import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { prometheusConfig } from "../components/prometheus/config";
import type { Relabeling, ScrapeConfig } from "../components/prometheus/model";
import { projectRoot } from "../config/root";
import type { Plan } from "../systems/plan";
import type { Catalogue } from "./model";
import { CatalogueError, readCatalogue } from "./read";

/** One scrape job of the stack, and what is known of its series. */
export interface Job {
  readonly name: string;
  /** Label `system` of its series. */
  readonly system: string;
  /** Labels that scraping adds besides `job`, `instance` and `system`. */
  readonly targetLabels: readonly string[];
  /** Those of them (and `system`) that have the same value on every target. */
  readonly constants: ReadonlyMap<string, string>;
  /** Its pods and Services say by annotations that they want to be scraped: label `job` is `<namespace>/<name>`. */
  readonly discovers: boolean;
  /** Undefined: nobody wrote down what it exposes. */
  readonly catalogues: readonly Catalogue[] | undefined;
  /** Whether a series of that name is stored. */
  readonly stores: (series: string) => boolean;
}

export interface Registry {
  /** Every catalogue that there is, also of programs that this stack does not run. */
  readonly catalogues: readonly Catalogue[];
  readonly jobs: readonly Job[];
  readonly systems: readonly string[];
  readonly discovers: boolean;
  /** Systems with a job that has no catalogue: what only they expose cannot be judged. */
  readonly uncatalogued: readonly string[];
}

/** Every file of `catalogue/`. */
export function ownCatalogues(root = projectRoot()): readonly Catalogue[] {
  const folder = join(root, "catalogue");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readFile(`catalogue/${name}`, root));
}

function readFile(file: string, root: string): Catalogue {
  let text: string;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    throw new CatalogueError(`${file}: cannot be read; name a file of the project, relative to Pulumi.yaml`);
  }
  return readCatalogue(file, text);
}

/**
 * What each job of the stack exposes, as far as `catalogues` and the files that apps name tell.
 * @throws CatalogueError when a file that an app names cannot be read
 */
export function registryOf(plan: Plan, catalogues: readonly Catalogue[], root = projectRoot()): Registry {
  const find = finder(plan, catalogues, root);
  const jobs = prometheusConfig(plan).scrape_configs.map((config) => jobOf(config, find));
  const named = jobs.filter(({ discovers }) => !discovers);
  return {
    catalogues,
    jobs,
    systems: plan.systems.map(({ name }) => name),
    discovers: named.length < jobs.length,
    uncatalogued: [
      ...new Set(named.filter((job) => job.catalogues === undefined).map(({ system }) => system)),
    ].sort(),
  };
}

type Find = (config: ScrapeConfig, system: string) => readonly Catalogue[] | undefined;

/** Traefik is the one program of the stack that is found by its annotations (k3s sets them). */
const DISCOVERED = ["annotated-pods", "annotated-services"];

function finder({ systems }: Plan, catalogues: readonly Catalogue[], root: string): Find {
  const ofApp = new Map(
    systems.flatMap(({ name, catalogue }) =>
      catalogue === undefined ? [] : [[name, readFile(catalogue, root)] as const],
    ),
  );
  const types = new Map(
    systems.flatMap(({ databases }) => databases.map(({ name, type }) => [name, type] as const)),
  );
  return ({ job_name: job, metrics_path: path }, system) => {
    const file = DISCOVERED.includes(job)
      ? "traefik"
      : path === "/probe"
        ? "blackbox-exporter"
        : types.get(job);
    const own = ofApp.get(system);
    const found = catalogues.filter((one) =>
      file === undefined ? one.jobs.test(job) : one.file === `catalogue/${file}.yaml`,
    );
    const both = own === undefined ? found : [...found, own];
    return both.length === 0 ? undefined : both;
  };
}

function jobOf(config: ScrapeConfig, find: Find): Job {
  const constants = constantsOf(config);
  const system = constants.get("system") ?? "";
  const labels = [
    ...constants.keys(),
    ...(config.relabel_configs ?? []).flatMap(({ target_label: label = "__" }) => label),
  ];
  return {
    name: config.job_name,
    system,
    constants,
    targetLabels: [...new Set(labels)].filter(
      (label) => !label.startsWith("__") && !["job", "instance", "system"].includes(label),
    ),
    discovers: DISCOVERED.includes(config.job_name),
    catalogues: find(config, system),
    stores: storedBy(config.metric_relabel_configs ?? []),
  };
}

/** Labels that every target of the job gets alike. */
function constantsOf({
  static_configs: statics = [],
  relabel_configs: rules = [],
}: ScrapeConfig): Map<string, string> {
  return new Map([
    ...statics.flatMap(({ labels = {} }) => Object.entries(labels)),
    ...rules.flatMap(({ source_labels: from, target_label: to, replacement }) =>
      from === undefined && to !== undefined && replacement !== undefined ? [[to, replacement] as const] : [],
    ),
  ]);
}

/** What keeps and drops go by is the name alone; what is renamed first was chosen by its old name. */
function storedBy(rules: readonly Relabeling[]): (series: string) => boolean {
  const byName = rules.filter(({ source_labels: from }) => from?.length === 1 && from[0] === "__name__");
  const keeps = byName.filter(({ action }) => action === "keep").map(pattern);
  const drops = byName.filter(({ action }) => action === "drop").map(pattern);
  const made = rules
    .filter(({ target_label: to }) => to === "__name__")
    .map(({ replacement = "" }) => new RegExp(`^${replacement.replaceAll(/\$\{\d\}/g, ".+")}$`));
  return (series) =>
    made.some((one) => one.test(series)) ||
    (keeps.every((one) => one.test(series)) && !drops.some((one) => one.test(series)));
}

function pattern({ regex = ".*" }: Relabeling): RegExp {
  return new RegExp(`^(?:${regex})$`);
}
