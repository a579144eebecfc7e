/** The port that a URL is asked on. Throws on text that is no URL. */
export function urlPort(url: string | URL): number {
  const { port, protocol } = new URL(url);
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
