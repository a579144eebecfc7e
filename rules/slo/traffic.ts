import { exampleSeries } from "./example-series";
import type { Sli } from "./model";
import { narrowed, within } from "./selector";
import type { Selector } from "./selector";

/** A stretch of time with a constant share of bad events. `events: 0` is a stretch without traffic. */
export interface Phase {
  readonly steps: number;
  /** 0 to 1. */
  readonly bad: number;
  /** Per step. Default: a billion, so that the smallest share is still whole. */
  readonly events?: number;
}

/** One line of `input_series`. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

const MANY = 1_000_000_000;

/** The series of an application whose events go bad as the phases say; a gauge is bad in whole phases only. */
export function traffic(system: string, sli: Sli, phases: readonly Phase[]): readonly InputSeries[] {
  const all = (phase: Phase) => phase.events ?? MANY;
  const bad = (phase: Phase) => Math.round(all(phase) * phase.bad);
  const good = (phase: Phase) => all(phase) - bad(phase);
  const counter = (
    selector: Selector,
    perStep: (phase: Phase) => number,
    except?: Selector,
  ): InputSeries => ({
    series: exampleSeries(selector, except),
    values: counterValues(phases, perStep),
  });
  switch (sli.kind) {
    case "requests": {
      const total = within(system, sli.total);
      const part = within(system, "bad" in sli ? sli.bad : sli.good);
      const [inPart, others] = "bad" in sli ? [bad, good] : [good, bad];
      if (part.metric !== total.metric) return [counter(total, all), counter(part, inPart)];
      return [counter(total, others, part), counter(both(total, part), inPart)];
    }
    case "latency": {
      const base = within(system, sli.histogram);
      const le = { label: "le", operator: "=", value: boundaryText(sli.below) } as const;
      return [counter(narrowed(base, "_count"), all), counter(narrowed(base, "_bucket", [le]), good)];
    }
    case "gauge":
      return gaugeSeries(system, sli, phases);
  }
}

function both(total: Selector, part: Selector): Selector {
  return { metric: total.metric, matchers: [...total.matchers, ...part.matchers] };
}

function boundaryText(below: number): string {
  return Number.isInteger(below) ? `${below}.0` : String(below);
}

function gaugeSeries(
  system: string,
  sli: Sli & { kind: "gauge" },
  phases: readonly Phase[],
): readonly InputSeries[] {
  const [target, step] = "atLeast" in sli ? [sli.atLeast, -1] : [sli.atMost, 1];
  const aim = typeof target === "number" ? target : 100;
  const values = phases.map(({ steps, bad, events }) =>
    events === 0 ? `_x${steps}` : `${bad > 0 ? aim + step : aim}x${steps - 1}`,
  );
  const steps = phases.reduce((sum, phase) => sum + phase.steps, 0);
  return [
    { series: exampleSeries(within(system, sli.value)), values: values.join(" ") },
    ...(typeof target === "number"
      ? []
      : [{ series: exampleSeries(within(system, target)), values: `${aim}x${steps - 1}` }]),
  ];
}

/** `start+step x n` per phase; the counter goes on where the phase before it ended. */
function counterValues(phases: readonly Phase[], perStep: (phase: Phase) => number): string {
  let at = 0;
  return phases
    .map((phase) => {
      const step = perStep(phase);
      const text = `${at}+${step}x${phase.steps - 1}`;
      at += step * phase.steps;
      return text;
    })
    .join(" ");
}
