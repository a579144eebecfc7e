import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, release } from "node:os";
import { join } from "node:path";
import { e2eRoot } from "../cluster/paths";
import type { RunningStack } from "./world";
import { shortName } from "./world";

const measured: [string, string][] = [];

/** Notes a duration for the report. */
export function measure(what: string, milliseconds: number): void {
  stamp(what, `${(milliseconds / 1000).toFixed(1)} s`);
}

/** Notes anything else for the report; the last word on the same thing counts. */
export function stamp(what: string, value: string): void {
  const index = measured.findIndex(([known]) => known === what);
  if (index >= 0) measured.splice(index, 1);
  measured.push([what, value]);
}

/** Where the report goes; CI keeps it as an artifact. Every suite writes its own section of it. */
export function reportFile(): string {
  return process.env.VIGIE_E2E_REPORT ?? join(e2eRoot(), "report.md");
}

/** What ran for real, what was a stand-in and why, and what was measured: printed, and put into the report. */
export function writeReport(stack: RunningStack): void {
  writeSection(shortName(stack.name), reportOf(stack));
  measured.length = 0;
}

/**
 * Puts one suite's section in place of the one of its last run, and joins all of them to the report. A section of a suite
 * that was not run since stays, with its date.
 */
export function writeSection(name: string, text: string): void {
  const sections = `${reportFile()}.sections`;
  mkdirSync(sections, { recursive: true });
  writeFileSync(join(sections, name), text);
  const all = readdirSync(sections).sort();
  writeFileSync(reportFile(), all.map((section) => readFileSync(join(sections, section), "utf8")).join("\n"));
  process.stdout.write(`${text}\n`);
}

function reportOf(stack: RunningStack): string {
  const real = stack.images.filter(({ kind }) => kind !== "stand-in");
  const standIns = stack.images.filter(({ kind }) => kind === "stand-in");
  return [
    `## The ${stack.name} stack on real servers, ${new Date().toISOString().slice(0, 10)}`,
    "",
    `Cluster: ${origins[stack.cluster.origin]}. Machine: ${cpus().length} cores, ${arch()}, kernel ${release().split(".").slice(0, 2).join(".")}, Node ${process.version}.`,
    "",
    table(["measured", "value"], measured),
    "",
    ...(stack.images.length === 0
      ? ["Every image is the official one, pulled by the node."]
      : [
          table(
            ["image", "ran for real, from"],
            real.map(({ reference, origin }) => [reference, origin]),
          ),
          "",
          table(
            ["image", "stand-in, because"],
            standIns.map(({ reference, origin }) => [reference, origin]),
          ),
        ]),
    "",
  ].join("\n");
}

const origins = {
  given: "the user's own, by KUBECONFIG",
  kind: "kind in Docker",
  processes:
    "etcd, kube-apiserver, controller manager, scheduler, kubelet and kube-proxy from their Go modules, containerd and runc from Debian; " +
    "network policies enforced by the suite's own program, Discord, Slack and the heartbeat's service by its receiver",
  "control-plane": "a control plane alone",
} as const;

/** A query as it is, in a cell of a table: Markdown takes its stars and underscores for emphasis. */
export function code(query: string): string {
  return `\`${query}\``;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const faults: (readonly string[])[] = [];

/** What a fault did. */
export interface Fault {
  readonly fault: string;
  readonly lost: string;
  /** Milliseconds until all was well by itself. @default it lasts until it is undone */
  readonly healed?: number;
  /** Who heard of it. */
  readonly told: string;
}

/** Who hears of what heals by itself. */
export const NOBODY = "nobody, and nobody had to be";

/** Notes what a fault did for the report. */
export function noteFault({ fault, lost, healed, told }: Fault): void {
  const healedAfter = healed === undefined ? "until it was undone" : `${(healed / 1000).toFixed(1)} s`;
  faults.push([fault, lost, healedAfter, told]);
}

/** The table of faults: printed, and put into the report. */
export function writeFaults(): void {
  writeSection("faults", `## Faults\n\n${table(["fault", "lost", "healed after", "told"], faults)}\n`);
}
