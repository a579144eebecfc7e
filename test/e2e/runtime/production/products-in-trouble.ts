import { waitUntil } from "../../cluster";
import type { ReceivedMessage, Service } from "../../cluster/receiver";
import type { Bench } from "../bench";
import { webhookPath } from "../secrets";
import { cutNetwork, deployment, scale, toldAbout } from "../trouble";

/** A part of a product that is taken away, and who has to hear of it. */
export interface Product {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  /** Its connections are dropped instead of its pod. */
  readonly isCut?: boolean;
  readonly job: string;
  readonly alert: string;
  /** The alert's `for`, in seconds. */
  readonly waits: number;
  readonly service: Service;
  /** File with the webhook of the people concerned. */
  readonly channel: string;
}

/** What is promised on top of an alert's `for`, in seconds. */
export const PROMISE = 45;

export const PRODUCTS: readonly Product[] = [
  {
    name: "Deployment System's port manager",
    namespace: "outside",
    workload: "port-manager-3005",
    job: "port-manager",
    alert: "ServiceDown",
    waits: 30,
    service: "slack",
    channel: "receiver-alerts-critical",
  },
  {
    name: "Tumulte's backend",
    namespace: "tumulte",
    workload: "tumulte-backend",
    job: "tumulte-backend",
    alert: "TumulteBackendDown",
    waits: 60,
    service: "discord",
    channel: "receiver-tumulte-critical",
  },
  {
    name: "CRM TPM Finance's API",
    namespace: "crm",
    workload: "api",
    job: "crm-api",
    alert: "ServiceDown",
    waits: 60,
    service: "slack",
    channel: "receiver-crm",
  },
  {
    name: "Gauzian's backend",
    namespace: "gauzian-v2",
    workload: "gauzian-backend",
    job: "gauzian-backend",
    alert: "GauzianBackendDown",
    waits: 120,
    service: "slack",
    channel: "receiver-gauzian",
  },
  {
    name: "Huntaze's API",
    namespace: "huntaze",
    workload: "huntaze-api",
    job: "huntaze-api",
    alert: "HuntazeApiDown",
    waits: 120,
    service: "slack",
    channel: "receiver-huntaze",
  },
  {
    name: "Gauzian's MinIO",
    namespace: "gauzian-v2",
    workload: "minio",
    isCut: true,
    job: "minio",
    alert: "GauzianMinioDown",
    waits: 120,
    service: "slack",
    channel: "receiver-gauzian",
  },
];

export const JOBS_IN_TROUBLE: readonly string[] = PRODUCTS.map(({ job }) => job);

/** Takes the part away; what it gives back brings it back. */
export async function begin(bench: Bench, product: Product): Promise<() => Promise<void>> {
  const { namespace, workload, isCut } = product;
  if (isCut === true) {
    const mend = await cutNetwork(bench, namespace, workload);
    return () => {
      mend();
      return Promise.resolve();
    };
  }
  await scale(bench.api, deployment(namespace, workload), 0);
  return () => scale(bench.api, deployment(namespace, workload), 1);
}

/**
 * The message about the alert in that channel; waits a little beyond the promise, so that the report can say how late it was.
 * @throws saying what fires and what arrived when nobody was told
 */
export async function untilTold(
  { mail, servers }: Bench,
  alert: string,
  service: Service,
  channel: string,
  since: number,
  waits: number,
): Promise<ReceivedMessage> {
  const path = webhookPath(service, channel);
  let message: ReceivedMessage | undefined;
  await waitUntil(
    async () => (message = await toldAbout(mail, alert, since, path)) !== undefined,
    since + (waits + PROMISE + 60) * 1000 - Date.now(),
    250,
  );
  if (message !== undefined) return message;
  const alerts = (await servers.alerts()).map(({ labels, state }) => `${labels.alertname ?? ""} ${state}`);
  const arrived = (await mail.read()).map(({ at, path: to, body }) => `${at} ${to} ${JSON.stringify(body)}`);
  throw new Error(
    `${channel} was not told about ${alert}; alerts: ${alerts.join(", ")}; arrived:\n${arrived.join("\n")}`,
  );
}
