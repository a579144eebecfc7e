/** Names that RFC 2606 and RFC 6761 keep out of the public DNS. */
const RESERVED_HOST = /(^|\.)example\.(com|net|org)$|\.(example|invalid|test|localhost)$/;

/** True for a name that can only be a placeholder. */
export function isReservedHost(host: string): boolean {
  return RESERVED_HOST.test(host);
}
