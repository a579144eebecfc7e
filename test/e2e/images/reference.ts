/** `docker.io/prom/prometheus:v3.15.0` without its tag. Short names get their registry, as Docker does it. */
export function repositoryOf(reference: string): string {
  const plain = reference.replace(/@sha256:[0-9a-f]+$/, "");
  const name = plain.replace(/:[^/:]+$/, "");
  const [first = "", ...rest] = name.split("/");
  if (rest.length === 0) return `docker.io/library/${first}`;
  const isRegistry = first.includes(".") || first.includes(":") || first === "localhost";
  return isRegistry ? name : `docker.io/${name}`;
}

/** @throws for a reference by digest: nothing that is built here could have it. */
export function tagOf(reference: string): string {
  if (reference.includes("@"))
    throw new Error(`${reference}: an image built here cannot have upstream's digest`);
  return /:([^/:]+)$/.exec(reference)?.[1] ?? "latest";
}
