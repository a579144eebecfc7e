import assert from "node:assert/strict";
import { it } from "node:test";
import type { Api } from "../../cluster";
import { nodeShell, waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilScrapedSince } from "../bench";
import { oldBlocks } from "../blocks";
import { untilReady } from "../deploy";
import { leftOut } from "../extent";
import { inWords, lossesIn, samplesIn } from "../losses";
import { NOBODY, noteFault } from "../report";
import { killPods } from "../trouble";

const STACK = ["monitoring", "monitoring-agents"];
const PROMETHEUS = "app.kubernetes.io/name=prometheus";
const STATEFUL_SET = "/apis/apps/v1/namespaces/monitoring/statefulsets/prometheus";

/** Prometheus' log on disk is damaged. */
export function describeCorruption(at: AtBench): void {
  it("starts again over a corrupt write-ahead log without the corrupt part, and has an alert on it", async () => {
    const { api, servers, stack } = at();
    const started = Date.now();
    const span = { from: started - 600_000, to: started };
    const before = await samplesIn(servers, span);
    nodeShell(stack.cluster, corruptLog(await volumeOf(api, "prometheus")));
    await killPods(api, STACK, PROMETHEUS, 0);
    await untilReady(api, STACK, 180_000);
    const healed = Date.now() - started;
    assert.equal(await servers.metric("prometheus_tsdb_wal_corruptions_total"), 1, "it was not met");
    await untilScrapedSince(at(), Date.now());
    const after = await samplesIn(servers, span);
    const alert = "PrometheusStorageFailing";
    const active = async (): Promise<boolean> =>
      (await servers.alerts()).some(({ labels }) => labels.alertname === alert);
    assert.ok(await waitUntil(active, 90_000, 1000), `${alert} does not see it`);
    noteFault({
      fault: "write-ahead log corrupted and Prometheus killed",
      lost: `what the log held from the corrupt part on: ${before - after} of ${before} scrapes of ten minutes`,
      healed,
      told: `${alert}, which waits 5 minutes, was active after ${Math.round((Date.now() - started) / 1000)} s`,
    });
  });
}

/** Prometheus' volume reaches its limit. Last, as the limit stays small. */
export function describeRetention(at: AtBench): void {
  const skip = leftOut("ci", "two minutes");
  it("deletes its oldest blocks, and only these, when its volume reaches the limit", { skip }, async () => {
    const { api, servers, stack } = at();
    const blocks = oldBlocks(3, 3000);
    const limit = await setLimit(1.5 * blocks.bytes);
    const folder = await volumeOf(api, "prometheus");
    // The new limit came with a restart, whose own losses are not the point.
    await untilScrapedSince(at(), Date.now());
    const started = Date.now();
    nodeShell(stack.cluster, `tar -C '${folder}' -xf - && chown -R 65534:65534 '${folder}'`, blocks.archive);
    const removed = (): Promise<boolean> =>
      servers.metric("prometheus_tsdb_size_retentions_total").then((count) => count > 0);
    assert.ok(await waitUntil(removed, 150_000, 1000), "nothing was deleted within two and a half minutes");
    const healed = Date.now() - started;
    const left = nodeShell(stack.cluster, `ls '${folder}'`).split("\n");
    const kept = blocks.names.map((name) => left.includes(name));
    assert.deepEqual(
      kept,
      [false, false, true],
      `of the old blocks, oldest first, there are: ${kept.join(", ")}`,
    );
    await untilScrapedSince(at(), Date.now());
    const losses = await lossesIn(servers, { from: started }, []);
    assert.ok(losses.inARow <= 2, `lost ${inWords(losses)} of the present`);
    noteFault({
      fault: `volume filled to its retention limit (of ${Math.round(limit / 1024 / 1024)} MB)`,
      lost: `the oldest blocks; of the present ${inWords(losses)}`,
      healed,
      told: NOBODY,
    });
  });

  /** Sets a limit that is soon reached: so many bytes above what Prometheus needs for its log. */
  async function setLimit(bytes: number): Promise<number> {
    const { api, servers } = at();
    interface Workload {
      readonly spec: { readonly template: { readonly spec: { readonly containers: { args: string[] }[] } } };
    }
    const log =
      (await servers.metric("prometheus_tsdb_wal_storage_size_bytes")) +
      (await servers.metric("prometheus_tsdb_head_chunks_storage_size_bytes"));
    const limit = Math.ceil((log + bytes) / 1024 / 1024);
    const args = (await api.get<Workload>(STATEFUL_SET))?.spec.template.spec.containers[0]?.args ?? [];
    const value = args.map((arg) => arg.replace(/(retention\.size)=.*/, `$1=${limit}MB`));
    assert.notDeepEqual(value, args);
    const patch = [{ op: "replace", path: "/spec/template/spec/containers/0/args", value }];
    const answer = await api.send(
      "PATCH",
      STATEFUL_SET,
      JSON.stringify(patch),
      "application/json-patch+json",
    );
    assert.equal(answer.status, 200, answer.body);
    await untilReady(api, STACK, 180_000);
    assert.equal(await servers.metric("prometheus_tsdb_retention_limit_bytes"), limit * 1024 * 1024);
    return limit * 1024 * 1024;
  }
}

/** Folder on the node that holds the volume of a claim of the stack. */
async function volumeOf(api: Api, claim: string): Promise<string> {
  interface Folder {
    readonly path: string;
  }
  interface Volume {
    readonly spec: { readonly hostPath?: Folder; readonly local?: Folder };
  }
  const found = await api.get<{ spec: { volumeName: string } }>(
    `/api/v1/namespaces/monitoring/persistentvolumeclaims/${claim}`,
  );
  const volume = await api.get<Volume>(`/api/v1/persistentvolumes/${found?.spec.volumeName ?? ""}`);
  const path = volume?.spec.hostPath?.path ?? volume?.spec.local?.path;
  if (path === undefined) throw new Error(`the volume of ${claim} is no folder of the node`);
  return path;
}

/** Overwrites 4 KiB in the middle of the largest segment of the write-ahead log; shorter segments may hold nothing there. */
function corruptLog(folder: string): string {
  return `
set -e
segment=$(ls -S '${folder}'/wal/0* | head -n 1)
size=$(stat -c %s "$segment")
dd if=/dev/urandom of="$segment" bs=1 seek=$((size / 2)) count=4096 conv=notrunc 2>/dev/null
`;
}
