import type { SuiteContext, TestContext } from "node:test";
import { nodeShell } from "../cluster";
import type { Bench } from "./bench";
import { podStories } from "./deploy";

let explained = false;

/** After the first failed test: prints what the stack and the node say themselves, since both are gone afterwards. */
export async function explainFailure(test: TestContext | SuiteContext, bench: Bench): Promise<void> {
  if (explained || !("passed" in test) || test.passed === true) return;
  explained = true;
  const { api, servers, mail, stack } = bench;
  const parts: readonly (readonly [string, () => string | Promise<string>])[] = [
    ["pods that are not ready", () => podStories(api, stack.namespaces)],
    [
      "targets that are not up",
      async () => lines((await servers.targets()).filter(({ health }) => health !== "up")),
    ],
    [
      "alerts",
      async () => lines((await servers.alerts()).map(({ labels, state }) => ({ ...labels, state }))),
    ],
    ["what arrived outside", async () => lines((await mail.read()).slice(-8))],
    ...["prometheus-0", "alertmanager-0", "loki-0"].map(
      (pod) => [`log of ${pod}`, () => podLog(bench, pod)] as const,
    ),
    [
      "logs of the node",
      () => nodeShell(stack.cluster, "tail -n 8 /var/log/vigie/*.log 2>/dev/null || true"),
    ],
  ];
  process.stderr.write(`\n"${test.name}" failed. What there is to see:\n`);
  for (const [title, look] of parts) {
    const text = await Promise.resolve()
      .then(look)
      .catch((error: unknown) => String(error));
    process.stderr.write(`--- ${title}\n${text.slice(-4000).trim() || "none"}\n`);
  }
}

function lines(values: readonly object[]): string {
  return values.map((value) => JSON.stringify(value)).join("\n");
}

async function podLog({ api }: Bench, pod: string): Promise<string> {
  const path = `/api/v1/namespaces/monitoring/pods/${pod}/log?tailLines=15`;
  return (await api.send("GET", path)).body;
}
