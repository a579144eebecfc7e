export { dashboard } from "./dashboard";
export type { DashboardSpec } from "./dashboard";
export { firingAlerts } from "./alert-list";
export { logLines, toLogs } from "./log-lines";
export { CHOSEN, series } from "./series";
export { above, below } from "./steps";
export { WINDOW } from "./types";
export type { PanelSpec, Query, RowSpec, Step } from "./types";
export {
  labelVariable,
  lokiLabelVariable,
  lokiVariable,
  searchVariable,
  seriesVariables,
  targetVariables,
  textVariable,
} from "./variables";
