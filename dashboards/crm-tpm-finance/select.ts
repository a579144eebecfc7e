import { series } from "../kit";

/** Selector of the API's series. `system` keeps other products with the same metric names out. */
export function api(metric: string, ...matchers: readonly string[]): string {
  return series(metric, 'system="crm-tpm-finance"', 'job="crm-api"', ...matchers);
}
