import assert from "node:assert/strict";
import type { Api } from "../cluster";
import { messageOf, nodeShell, waitUntil } from "../cluster";
import type { Inbox, ReceivedMessage, Service } from "../cluster/receiver";
import type { Bench } from "./bench";
import type { Family } from "./series";
import type { RunningStack } from "./world";

/** Sets the number of replicas, and waits until there are as many ready pods. */
export async function scale(api: Api, path: string, replicas: number): Promise<void> {
  const answer = await api.send(
    "PATCH",
    path,
    JSON.stringify({ spec: { replicas } }),
    "application/merge-patch+json",
  );
  if (answer.status >= 300) throw new Error(`${path} cannot be scaled: ${messageOf(answer.body)}`);
  const settled = await waitUntil(async () => {
    const found = await api.get<{ status: { readyReplicas?: number } }>(path);
    return (found?.status.readyReplicas ?? 0) === replicas;
  }, 120_000);
  if (!settled) throw new Error(`${path} does not come to ${replicas} replicas in 120 s`);
}

export function deployment(namespace: string, name: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}

/** Deletes the pods that the selector finds in these namespaces, and waits until they have ended. */
export async function killPods(
  api: Api,
  namespaces: readonly string[],
  selector: string,
  graceSeconds?: number,
): Promise<void> {
  interface Pod {
    readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  }
  const list = await api.get<{ items: Pod[] }>(`/api/v1/pods?labelSelector=${encodeURIComponent(selector)}`);
  const own = (list?.items ?? []).filter(({ metadata }) => namespaces.includes(metadata.namespace));
  assert.notEqual(own.length, 0, `there is no pod with ${selector}`);
  const pathOf = ({ metadata }: Pod): string =>
    `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
  const body = JSON.stringify(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds });
  for (const pod of own) await api.send("DELETE", pathOf(pod), body);
  const gone = async (): Promise<boolean> => {
    const now = await Promise.all(own.map((pod) => api.get<Pod>(pathOf(pod))));
    return now.every((pod, index) => pod?.metadata.uid !== own[index]?.metadata.uid);
  };
  assert.ok(await waitUntil(gone, 120_000), "the pod does not end");
}

/**
 * Cuts every connection from and to a product's pod, until the function that it gives back is called. On the node, not by
 * a network policy: those leave connections alone that exist already, and Prometheus keeps its own open.
 */
export async function cutNetwork(
  { api, stack }: Pick<Bench, "api" | "stack">,
  namespace: string,
  app: string,
): Promise<() => void> {
  interface Pods {
    readonly items: readonly { readonly status: { readonly podIP?: string } }[];
  }
  const pods = await api.get<Pods>(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${app}`);
  const address = pods?.items[0]?.status.podIP;
  if (address === undefined) throw new Error(`${namespace}/${app} has no pod with an address`);
  const rules = (verb: "-I" | "-D"): string =>
    ["-s", "-d"].map((side) => `iptables -w ${verb} FORWARD ${side} ${address} -j DROP`).join(" && ");
  nodeShell(stack.cluster, rules("-I"));
  return () => {
    nodeShell(stack.cluster, rules("-D"));
  };
}

/** Makes a simulated product expose a series with this value and growth per second (test/e2e/images/parts/simulator.go). */
export async function simulate(
  api: Api,
  service: string,
  series: string,
  start: number,
  rate: number,
): Promise<void> {
  const answer = await api.send("PUT", `${service}/proxy/-/series`, JSON.stringify({ series, start, rate }));
  assert.equal(answer.status, 200, answer.body);
}

/** Name and labels of the first series that a simulated product exposes and the pattern matches. */
export function simulatedSeries({ surroundings }: RunningStack, product: string, pattern: RegExp): string {
  const config = surroundings.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === product)
    ?.data as Readonly<Record<string, string>> | undefined;
  const { families } = JSON.parse(config?.["config.json"] ?? '{"families":[]}') as { families: Family[] };
  const found = families.flatMap(({ series }) => series).find(({ series }) => pattern.test(series));
  if (found === undefined) throw new Error(`${product} exposes no series like ${String(pattern)}`);
  return found.series;
}

/** The services of the Internet that people read; the heartbeat's is none of them. */
const FOR_PEOPLE: readonly Service[] = ["discord", "slack"];

/** The first message to people since then that names the alert; `path`: of one channel alone. */
export async function toldAbout(
  mail: Inbox,
  alert: string,
  since: number,
  path?: string,
): Promise<ReceivedMessage | undefined> {
  const messages = (await messagesToPeople(mail, since)).filter(
    (message) => path === undefined || message.path === path,
  );
  return messages.find(({ status, body }) => status < 300 && JSON.stringify(body).includes(alert));
}

/** Names of the alerts that people were told about since then; that one is over is no news of this kind. */
export async function toldAlerts(mail: Inbox, since: number, until = Date.now()): Promise<readonly string[]> {
  const messages = (await messagesToPeople(mail, since)).filter(({ at }) => Date.parse(at) < until);
  const named = messages.flatMap(({ body }) => [
    ...JSON.stringify(body).matchAll(/(?:CRITICAL|WARNING|INFO|FIRING) \d+: (\w+)/g),
  ]);
  return [...new Set(named.map(([, name]) => name ?? ""))];
}

async function messagesToPeople(mail: Inbox, since: number): Promise<readonly ReceivedMessage[]> {
  return (await mail.read()).filter(
    ({ at, service }) => Date.parse(at) >= since && FOR_PEOPLE.includes(service),
  );
}
