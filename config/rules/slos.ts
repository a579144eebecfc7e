import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import { durationSeconds } from "../schema/scalars";
import { PRODUCT_PERIOD, type SloSettings } from "../schema/systems/slo";
import type { Rule } from "./rule";

export const SLO_RULES: readonly Rule[] = [
  { name: "slosHaveOneLine", reads: ["apps"], check: slosHaveOneLine },
  { name: "sloNamesDiffer", reads: ["apps"], check: sloNamesDiffer },
  { name: "slosFitRetention", reads: ["apps", "prometheus"], check: slosFitRetention },
  {
    name: "productObjectivesFitRetention",
    reads: ["systems", "prometheus"],
    check: productObjectivesFitRetention,
  },
];

interface Declared {
  readonly path: string;
  readonly slo: SloSettings;
}

function declared({ apps }: Settings): readonly Declared[] {
  return Object.entries(apps).flatMap(([app, { slos }]) =>
    slos.map((slo, index) => ({ path: `vigie:apps.${app}.slos[${index}]`, slo })),
  );
}

/** What tells good from bad must be there, once. */
function slosHaveOneLine(settings: Settings): readonly Finding[] {
  return declared(settings).flatMap(({ path, slo: { indicator } }) => {
    const pair =
      indicator.type === "requests"
        ? ({ names: ["bad", "good"], values: [indicator.bad, indicator.good] } as const)
        : indicator.type === "gauge"
          ? ({ names: ["atLeast", "atMost"], values: [indicator.atLeast, indicator.atMost] } as const)
          : undefined;
    if (pair === undefined) return [];
    const given = pair.values.filter((value) => value !== undefined).length;
    if (given === 1) return [];
    const [a, b] = pair.names;
    const reason = given === 0 ? `has neither ${a} nor ${b}` : `has both ${a} and ${b}`;
    return [error(`${path}.indicator`, reason, `write ${a} or ${b}, one of the two`)];
  });
}

function sloNamesDiffer({ apps }: Settings): readonly Finding[] {
  return Object.entries(apps).flatMap(([app, { slos }]) =>
    slos.flatMap(({ name }, index) => {
      const first = slos.findIndex((other) => other.name === name);
      if (first === index) return [];
      const path = `vigie:apps.${app}.slos`;
      return [
        error(`${path}[${index}].name`, `"${name}" is also ${path}[${first}]`, "give each its own name"),
      ];
    }),
  );
}

const RETENTION = "vigie:prometheus.retention.time";

/** Who declares an objective relies on it, so one that cannot be kept is refused. */
function slosFitRetention(settings: Settings): readonly Finding[] {
  const { time } = settings.prometheus.retention;
  return declared(settings)
    .filter(({ slo: { period } }) => durationSeconds(period) > durationSeconds(time))
    .map(({ path, slo: { period } }) => {
      const reason = `is "${period}", but Prometheus keeps ${time} (${RETENTION}): a period that is cut short looks better than it is`;
      return error(`${path}.period`, reason, `lengthen the retention to at least ${period}`);
    });
}

/** Nobody asked for the products' own objectives, so a stack that keeps less goes without; but it is told. */
function productObjectivesFitRetention({ systems, prometheus }: Settings): readonly Finding[] {
  const { time } = prometheus.retention;
  const products = withObjectives(systems);
  if (products.length === 0 || durationSeconds(time) >= durationSeconds(PRODUCT_PERIOD)) return [];
  const reason = `is "${time}": the objectives of ${products.join(", ")} are counted over ${PRODUCT_PERIOD} and left out, with their alerts and dashboards`;
  return [warning(RETENTION, reason, `keep at least ${PRODUCT_PERIOD} where they matter`)];
}

/** Products whose alerts are installed and that have objectives (systems/product-slos.ts), as the stack file names them. */
function withObjectives({ crm, gauzian, huntaze, tumulte }: Settings["systems"]): readonly string[] {
  const installed = {
    crm: crm !== undefined,
    gauzian: gauzian?.alerts === true,
    huntaze: huntaze !== undefined,
    tumulte: tumulte !== undefined,
  };
  return Object.entries(installed).flatMap(([name, is]) => (is ? [name] : []));
}
