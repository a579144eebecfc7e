import { sentence, type Finding } from "../../config/problem";
import { parsed, stackOf, type Argv } from "../args";
import { examine, type Diagnosis } from "../doctor/doctor";
import { evaluate, type Evaluated } from "../program/evaluate";
import { withProgress } from "../text/progress";
import { missingSecrets } from "../text/summary";
import { count } from "../text/table";

const USAGE = "usage: npm run vigie -- doctor <stack> [--config-file FILE]";

/** Whether the cluster has what a stack expects, before `pulumi up`; exit code 1 if there is any error. */
export async function doctor(argv: Argv): Promise<number> {
  const { values, positionals } = parsed(argv, { "config-file": { type: "string" } }, USAGE);
  const evaluated = await evaluate(stackOf(positionals, values["config-file"], USAGE));
  return doctorEvaluated(evaluated);
}

/** `doctor` of a stack that is evaluated already. */
export async function doctorEvaluated(evaluated: Evaluated): Promise<number> {
  const diagnosis = await withProgress("Looking at the cluster", () => examine(evaluated));
  console.log([...missingSecrets(evaluated), diagnosisText(evaluated.loaded.stack, diagnosis)].join("\n"));
  return diagnosis.findings.some(({ level }) => level === "error") ? 1 : 0;
}

function diagnosisText(stack: string, { cluster, findings }: Diagnosis): string {
  const errors = ofLevel(findings, "error");
  const warnings = ofLevel(findings, "warning");
  const amounts = [
    count(errors.length, "error"),
    ...(warnings.length > 0 ? [count(warnings.length, "warning")] : []),
  ];
  const verdict =
    findings.length === 0 ? "the cluster has everything that the stack needs" : amounts.join(", ");
  return [
    ...(cluster === undefined ? [] : [`cluster: ${cluster}`]),
    `${stack}: ${verdict}`,
    ...errors.map((finding) => `  - ${sentence(finding)}`),
    ...warnings.map((finding) => `  - warning: ${sentence(finding)}`),
  ].join("\n");
}

function ofLevel(findings: readonly Finding[], level: Finding["level"]): Finding[] {
  return findings.filter((finding) => finding.level === level);
}
