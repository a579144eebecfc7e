import { WINDOW } from "../../dashboards/kit";
import { panelsOf, type ClassicDashboard, type Panel, type Target } from "../unit/systems/plans";
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

  /** The queries as they are sent at first: see `asSent`. */
  queries(title: string): string[] {
    return (this.panel(title).targets ?? []).map(asSent);
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

const CHOSEN = /(, )?job=~"\$job", instance=~"\$instance"/g;

/**
 * The query as a reader sees its result before choosing anything: of every job and instance, and over the window of its
 * specification, which Grafana's `$__rate_interval` is while the points of the graph stand close enough. Where a query has
 * no window of its own the variable stays.
 */
export function asSent({ expr, interval }: Pick<Target, "expr" | "interval">): string {
  const [window] = Object.entries(WINDOW).find(([, least]) => least === interval) ?? [];
  const everything = expr.replaceAll(CHOSEN, "").replaceAll("{}", "");
  return window === undefined ? everything : everything.replaceAll("$__rate_interval", window);
}
