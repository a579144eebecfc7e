import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  ACCEPTED_SCORES,
  ACCEPTED_SIDECAR_SCORES,
  judgePatchScore,
  judgeScore,
  type ScoreJudgement,
} from "../../cli/check/kube-score";
import { planWith, settingsWith } from "../kit";
import { renderedTools, type RenderedTools } from "./rendered";
import { kubeScore, type ScoreFinding } from "./run";

const stacks: RenderedTools[] = [];
beforeAll(async () => {
  for (const stack of ["dev", "staging", "production"]) stacks.push(await renderedTools(stack));
});
afterAll(() => {
  for (const stack of stacks) stack.remove();
});

async function judgements(): Promise<ScoreJudgement[]> {
  const all = stacks.map(async ({ files, evaluated: { plan } }) => {
    const objects = judgeScore(await kubeScore(files.objects), plan);
    if (files.patches === undefined) return [objects];
    return [objects, judgePatchScore(await kubeScore(files.patches), plan)];
  });
  return (await Promise.all(all)).flat();
}

test("every accepted finding is still found in a committed stack: an entry that nothing needs is removed", async () => {
  const used = new Set((await judgements()).flatMap((judgement) => judgement.used));
  // The committed stacks all have network policies.
  const unused = [...ACCEPTED_SCORES, ...ACCEPTED_SIDECAR_SCORES].filter((entry) => !used.has(entry));
  expect(unused.map(({ check }) => check)).toEqual(["networkpolicy-targets-pod", "pod-networkpolicy"]);
});

function finding(check: string, name: string): ScoreFinding {
  return { object: `StatefulSet/apps/v1/monitoring/${name}`, check, grade: "critical", comments: [] };
}

function left(findings: readonly ScoreFinding[], networkPolicies = true): readonly ScoreFinding[] {
  const settings = settingsWith({ namespace: { networkPolicies } });
  const report = { ok: false, output: "", findings, passed: 0, objects: 1 };
  return judgeScore(report, planWith(settings)).findings;
}

test("a finding is accepted for the workload it is named with, and for no other", () => {
  const loki = finding("statefulset-has-servicename", "loki");
  const other = finding("statefulset-has-servicename", "alertmanager");
  const unknown = finding("container-resources", "loki");
  expect(left([loki, other, unknown])).toEqual([other, unknown]);
});

test("what the stack file chose is accepted only where it chose it", () => {
  const open = finding("pod-networkpolicy", "loki");
  const cached = finding("container-image-pull-policy", "loki");
  expect(left([open, cached])).toEqual([open, cached]);
  expect(left([open, cached], false)).toEqual([cached]);
});
