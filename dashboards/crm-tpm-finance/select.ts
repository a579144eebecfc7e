/** Selector of the API's series. `system` keeps other products with the same metric names out; the variable narrows it. */
export function api(metric: string, ...matchers: readonly string[]): string {
  const own = ['system="crm-tpm-finance"', 'job="crm-api"', 'instance=~"$instance"'];
  return `${metric}{${[...own, ...matchers].join(", ")}}`;
}
