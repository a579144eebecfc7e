import { ownSeries, slothId } from "../../rules/slo";
import type { Slo, SloOwner } from "../../rules/slo";
import { CHOSEN, series } from "../kit";

/** What is recorded for one objective, of the chosen job and instance: `slo` and the objective's id. */
export function recorded(metric: string, owner: SloOwner, slo: Slo): string {
  return series(metric, `sloth_id="${slothId(owner, slo)}"`);
}

/** An indicator's own series, of the chosen targets. */
export function measured(owner: SloOwner, selector: string, suffix: string): string {
  return ownSeries(owner, selector, suffix, CHOSEN);
}
