/** `docker.io/prom/prometheus:v3.15.0@sha256:...` without tag and digest. Short names get their registry, as Docker does it. */
export function repositoryOf(reference: string): string {
  const plain = reference.replace(/@sha256:[0-9a-f]+$/, "");
  const name = plain.replace(/:[^/:]+$/, "");
  const [first = "", ...rest] = name.split("/");
  if (rest.length === 0) return `docker.io/library/${first}`;
  const isRegistry = first.includes(".") || first.includes(":") || first === "localhost";
  return isRegistry ? name : `docker.io/${name}`;
}

/**
 * The names under which containerd looks an image up. A digest is part of the name only: nothing here could have upstream's
 * digest, and what is asked for is that this very name runs.
 */
export function runtimeNames(reference: string): readonly string[] {
  const [tagged = "", digest] = reference.split("@");
  const tag = /:([^/:]+)$/.exec(tagged)?.[1] ?? "latest";
  const repository = repositoryOf(reference);
  return [`${repository}:${tag}`, ...(digest === undefined ? [] : [`${repository}@${digest}`])];
}
