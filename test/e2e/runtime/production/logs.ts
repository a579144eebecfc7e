import assert from "node:assert/strict";
import { it } from "node:test";
import { waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { productNamespaces } from "../product";
import { logExpressions, panelExpressions } from "../queries";
import { stamp } from "../report";
import type { RunningStack } from "../world";

/** Queries in the forms that the specifications give them (DEP-93 to DEP-97), on the products' log lines. */
const SPECIFIED = ['|= "ERROR" | json', '|= "❌" | json | deployment_id != ""', '|= "restart" | json']
  .concat('|= "ERROR" |= "CRITICAL" | logfmt', '|= "deploy-1755768199487"')
  .map((rest) => (namespace: string) => `{namespace="${namespace}"} ${rest}`);

/** Panels and log queries answer. */
export function describeLogs(at: AtBench): void {
  describeLines(at);

  it("answers the query of every panel", async () => {
    const { servers, stack } = at();
    const broken: string[] = [];
    const panels = panelExpressions(stack.rendered.objects);
    for (const { dashboard, panel, expr } of panels) {
      await servers.query(expr).catch((error: unknown) => {
        broken.push(`${dashboard} "${panel}": ${expr}: ${String(error)}`);
      });
    }
    assert.notEqual(panels.length, 0);
    assert.deepEqual(broken, []);
  });

  it("answers the log queries of the dashboards", async () => {
    const { servers, stack } = at();
    for (const { dashboard, expr } of logExpressions(stack.rendered.objects))
      await assert.doesNotReject(() => servers.logs(expr), `${dashboard}: ${expr}`);
  });
}

/** What the products write arrives, whichever collector the stack has. */
export function describeLines(at: AtBench): void {
  it("finds the log lines of every product, with their level, and by the queries of the specifications", async (test) => {
    const { servers, stack } = at();
    const reason = whyNoLines(stack);
    if (reason !== undefined) {
      test.skip(reason);
      return;
    }
    const namespaces = productNamespaces(stack.surroundings);
    assert.notEqual(namespaces.length, 0);
    for (const namespace of namespaces) {
      const query = `{namespace="${namespace}"} |= "simulated failure"`;
      const arrived = async (): Promise<boolean> => (await servers.logs(query)).length > 0;
      assert.ok(await waitUntil(arrived, 90_000, 1000), `no log line arrives from ${namespace}`);
      const [line] = await servers.logs(query);
      assert.equal(line?.labels.namespace, namespace);
      assert.equal(line.labels.level, "error");
      for (const queryOf of SPECIFIED) {
        const specified = queryOf(namespace);
        const found = async (): Promise<boolean> => (await servers.logs(specified)).length > 0;
        assert.ok(await waitUntil(found, 60_000, 1000), `nothing is found by ${specified}`);
      }
    }
    stamp(
      "log queries of the specifications",
      `${SPECIFIED.length}, each finds its lines of ${namespaces.length} products`,
    );
  });
}

/** Why no line can arrive; undefined where lines have to. */
function whyNoLines({ images, rendered }: RunningStack): string | undefined {
  const hasLoki = rendered.objects.some(
    ({ kind, metadata }) => kind !== "Service" && metadata.name === "loki",
  );
  if (!hasLoki) return "the stack has no Loki";
  const standIn = images.find(
    ({ kind, reference }) => kind === "stand-in" && /\/(alloy|promtail):/.test(reference),
  );
  return standIn === undefined ? undefined : `${standIn.reference} is a stand-in: ${standIn.origin}`;
}
