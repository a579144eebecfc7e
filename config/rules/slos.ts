import { error, type Finding } from "../problem";
import type { Settings } from "../schema";
import type { SloSettings } from "../schema/systems/slo";
import type { Rule } from "./rule";

export const SLO_RULES: readonly Rule[] = [
  { name: "slosHaveOneLine", reads: ["apps"], check: slosHaveOneLine },
  { name: "sloNamesDiffer", reads: ["apps"], check: sloNamesDiffer },
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
