/** Lines of every pod of a product's namespace, as its dashboard shows them. */
export function productLogs(namespace: string): string {
  return `{namespace="${namespace}", level!="debug"}`;
}
