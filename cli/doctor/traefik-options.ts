import type { TraefikPod } from "./facts";

/** The part of a pod's container that decides how Traefik is configured. */
export interface TraefikContainer {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

const FLAG = /^--providers\.kubernetescrd\.allowcrossnamespace(?:=(.*))?$/i;
const PROVIDER = /^--providers\.kubernetescrd(?:[.=]|$)/i;
const FILE = /^--configfile\b/i;
const VARIABLE = "TRAEFIK_PROVIDERS_KUBERNETESCRD_ALLOWCROSSNAMESPACE";

/**
 * What Traefik was told about middlewares of other namespaces. Its sources exclude each other, so arguments that enable the
 * provider and leave the flag out mean no; a file inside the container cannot be seen from here.
 * https://doc.traefik.io/traefik/reference/install-configuration/boot-environment/
 */
export function crossNamespace(containers: readonly TraefikContainer[]): TraefikPod["crossNamespace"] {
  const words = containers.flatMap(({ command = [], args = [] }) => [...command, ...args]);
  const flag = words.flatMap((word) => FLAG.exec(word) ?? []);
  if (flag.length > 0) return isTrue(flag[1] ?? "true") ? "allowed" : "refused";

  const variables = containers.flatMap(({ env = [] }) => env);
  const variable = variables.find(({ name }) => name.toUpperCase() === VARIABLE);
  if (variable !== undefined) return isTrue(variable.value ?? "") ? "allowed" : "refused";

  const byArguments = words.some((word) => PROVIDER.test(word)) && !words.some((word) => FILE.test(word));
  return byArguments ? "refused" : "unsaid";
}

function isTrue(value: string): boolean {
  return /^(1|t|true)$/i.test(value);
}
