import type { Api } from "../cluster";
import { messageOf, waitUntil } from "../cluster";

/** Sets the number of replicas; with none wanted, waits until the pods are gone. */
export async function scale(
  api: Api,
  namespace: string,
  deployment: string,
  replicas: number,
): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
  const answer = await api.send(
    "PATCH",
    path,
    JSON.stringify({ spec: { replicas } }),
    "application/merge-patch+json",
  );
  if (answer.status >= 300) throw new Error(`${deployment} cannot be scaled: ${messageOf(answer.body)}`);
  const settled = await waitUntil(async () => {
    const found = await api.get<{ status: { readyReplicas?: number } }>(path);
    return (found?.status.readyReplicas ?? 0) === replicas;
  }, 60_000);
  if (!settled) throw new Error(`${deployment} does not come to ${replicas} replicas in 60 s`);
}
