import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkWithTools } from "../../cli/check/tools";
import { evaluate } from "../../cli/program/evaluate";
import { ToolError } from "./errors";
import { renderedTools, type RenderedTools } from "./rendered";
import { kubeconform, podSecurity } from "./run";
import { kubernetesVersions } from "./schemas";

const COMMON = [
  "amtool of alertmanager.yml",
  "dashboard-linter of dashboards",
  "kube-score of objects",
  "kubeconform of objects",
  "loki of loki.yaml",
  "promtool of prometheus.yml",
  "promtool of rules",
  "pss of objects",
];
const SIDECARS = ["kube-score of patches", "kubeconform of patches", "pss of patches"];

/** What each committed stack must be judged on. A step that is lost is a failure, not a pass. */
const STACKS = {
  dev: [...COMMON, "promtail of promtail.yaml"],
  staging: [...COMMON, ...SIDECARS, "alloy-syntax of config.alloy"],
  production: [...COMMON, ...SIDECARS, "promtail of promtail.yaml"],
} as const;

type Stack = keyof typeof STACKS;

const LOG_COLLECTOR =
  /^unrestricted capabilities: [^;]* must not include "DAC_READ_SEARCH" [^;]*; restricted volume types: [^;]*hostPath"; runAsNonRoot [^;]*; runAsUser=0[^;]*$/;

/** Every pod above `restricted`, with why. All of them live in the agents' namespace. */
const ABOVE_RESTRICTED: Readonly<Record<string, { readonly why: string; readonly reasons: RegExp }>> = {
  "DaemonSet monitoring-agents/node-exporter": {
    why: "measures the node: reads its /proc, /sys and mounts",
    reasons: /^restricted volume types: [^;]*hostPath"$/,
  },
  "DaemonSet monitoring-agents/promtail": {
    why: "reads the node's log files, whoever owns them, and keeps its position on the node",
    reasons: LOG_COLLECTOR,
  },
  "DaemonSet monitoring-agents/alloy": {
    why: "the same as promtail, in its place",
    reasons: LOG_COLLECTOR,
  },
};

const stacks = Object.keys(STACKS) as Stack[];
const rendered = {} as Record<Stack, RenderedTools>;

beforeAll(async () => {
  for (const stack of stacks) rendered[stack] = await renderedTools(stack);
});
afterAll(() => {
  for (const stack of Object.values(rendered)) stack.remove();
});

describe.each(stacks)("%s", (stack) => {
  test("is judged by every tool that it has something for", () => {
    expect(rendered[stack].names()).toEqual([...STACKS[stack]].sort());
  });

  test.each(STACKS[stack])("passes %s", async (step) => {
    expect(await rendered[stack].says(step)).toEqual([]);
  });

  // The step above is judged by the oldest version.
  test.each(kubernetesVersions.slice(1))("has only objects that Kubernetes %s knows", async (version) => {
    expect(await kubeconform(rendered[stack].files.objects, version)).toMatchObject({ ok: true });
  });

  test("has no pod above restricted but the named agents, for the named reasons", async () => {
    const above = (await podSecurity(rendered[stack].files.objects)).filter(({ restricted }) => !restricted);

    for (const { kind, namespace, name, reasons } of above) {
      expect(reasons.join("; ")).toMatch(ABOVE_RESTRICTED[`${kind} ${namespace}/${name}`]?.reasons ?? /^$/);
    }
    const collector = stack === "staging" ? "alloy" : "promtail";
    expect(above.map(({ name }) => name).sort()).toEqual([collector, "node-exporter"].sort());
  });
});

test("every exporter beside a database is restricted by itself", async () => {
  const verdicts = await podSecurity(rendered.production.files.patches ?? "");
  expect(verdicts.map(({ namespace, name, restricted }) => [namespace, name, restricted])).toEqual([
    ["gauzian-v2", "postgres", true],
    ["gauzian-v2", "redis", true],
  ]);
});

describe("a tool that is not in the cache", () => {
  const cache = process.env.VIGIE_CACHE;
  beforeAll(() => {
    process.env.VIGIE_CACHE = "/nonexistent/vigie";
  });
  afterAll(() => {
    if (cache === undefined) delete process.env.VIGIE_CACHE;
    else process.env.VIGIE_CACHE = cache;
  });

  test.each(stacks.flatMap((stack) => STACKS[stack].map((step) => [stack, step] as const)))(
    "fails %s: %s, with the command that gets it",
    async (stack, step) => {
      const tool = step.split(" ")[0] ?? "";
      const wanted = tool === "kubeconform" ? "schemas" : tool;
      const failure = rendered[stack].says(step);
      await expect(failure).rejects.toThrow(ToolError);
      await expect(failure).rejects.toThrow(`npm run tools -- ensure ${wanted}`);
    },
  );

  test("is told apart from a tool that ran", async () => {
    const { ran, absent, findings } = await checkWithTools(await evaluate("production"));
    expect({ ran, findings }).toEqual({ ran: [], findings: [] });
    expect(absent).toEqual([...new Set(STACKS.production.map((step) => step.split(" ")[0]))].sort());
  });
});
