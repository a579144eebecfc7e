export { dashboard } from "./dashboard";
export type { DashboardSpec } from "./dashboard";
export { above, below } from "./steps";
export type { PanelSpec, Query, RowSpec, Step } from "./types";
export {
  labelVariable,
  lokiLabelVariable,
  lokiVariable,
  prometheusVariable,
  textVariable,
} from "./variables";
