import { panelsOf, type ClassicDashboard, type Panel } from "../unit/systems/plans";
import type { RenderedStack } from "./stack";

/** A dashboard of a rendered stack, as Grafana's file provisioning reads it. */
export class RenderedDashboard {
  readonly json: ClassicDashboard;

  constructor(stack: RenderedStack, uid: string) {
    this.json = stack.file(`dashboard-${uid}`, `${uid}.json`) as ClassicDashboard;
  }

  /** Panels on the dashboard and inside its closed rows, in order. */
  get panels(): readonly Panel[] {
    return panelsOf(this.json);
  }

  /** The panel of this title. Throws when there is none. */
  panel(title: string): Panel {
    const found = this.panels.find((panel) => panel.title === title);
    if (found === undefined) throw new Error(`no panel "${title}" in ${this.json.uid}`);
    return found;
  }

  queries(title: string): string[] {
    return (this.panel(title).targets ?? []).map(({ expr }) => expr);
  }

  /** The queries without what narrows them to the product: the matchers of `selectors`, which are regular expressions. */
  bareQueries(title: string, ...selectors: readonly RegExp[]): string[] {
    return this.queries(title).map((expr) =>
      selectors
        .reduce((text, selector) => text.replaceAll(selector, ""), expr)
        .replaceAll("{}", "")
        .replaceAll("{, ", "{"),
    );
  }

  /** `red:15` and the like; `null` is where the first colour starts. */
  steps(title: string): string[] {
    const { steps = [] } = this.panel(title).fieldConfig?.defaults.thresholds ?? {};
    return steps.map(({ color, value }) => `${color}:${String(value)}`);
  }

  unit(title: string): string | undefined {
    return this.panel(title).fieldConfig?.defaults.unit;
  }
}
