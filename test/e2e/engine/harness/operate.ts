import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as automation from "@pulumi/pulumi/automation";
import type { Job, Outcome, Step } from "./messages";

function secondsSince(started: bigint): number {
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** The program of the job: a function to call, or a module that does everything when it is loaded. */
async function run(path: string): Promise<Record<string, unknown>> {
  const loaded = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  if (typeof loaded.program !== "function") {
    // `export =` arrives as the default export.
    return { ...(loaded.default ?? loaded) };
  }
  const program = loaded.program as () => Promise<Record<string, unknown>>;
  return program();
}

/** Collects what the engine reports while it works. */
function createRecord(command: Job["command"]) {
  const steps: Step[] = [];
  const diagnostics: string[] = [];
  let changes: Record<string, number> = {};
  const onEvent = (event: automation.EngineEvent): void => {
    // What a refresh found at a resource is known only when it is over; other steps are known before they begin.
    const step = command === "refresh" ? event.resOutputsEvent : event.resourcePreEvent;
    if (step !== undefined && step.metadata.op !== "same" && step.metadata.op !== "refresh") {
      const { op, urn, type, detailedDiff } = step.metadata;
      steps.push({ op, urn, type, diffs: Object.keys(detailedDiff ?? {}) });
    }
    const diagnostic = event.diagnosticEvent;
    if (diagnostic !== undefined && ["warning", "error"].includes(diagnostic.severity)) {
      diagnostics.push(`${diagnostic.severity}: ${diagnostic.message.trim()}`);
    }
    if (event.summaryEvent !== undefined) {
      const counts = Object.entries(event.summaryEvent.resourceChanges as Record<string, number>);
      changes = Object.fromEntries(counts.filter(([op]) => op !== "same"));
    }
  };
  return { onEvent, read: () => ({ steps, diagnostics, changes }) };
}

async function operate(job: Job): Promise<Outcome> {
  const workspace = await automation.LocalWorkspace.create({
    workDir: job.workDir,
    program: () => run(job.program),
  });
  const stack = await automation.Stack.createOrSelect(job.stack, workspace);
  const record = createRecord(job.command);
  const options = { onEvent: record.onEvent, color: "never" as const, suppressProgress: true };
  const started = process.hrtime.bigint();
  try {
    let outputs: Record<string, unknown> = {};
    if (job.command === "up") {
      const result = await stack.up(options);
      const shown = Object.entries(result.outputs).map(([key, { value, secret }]) => [
        key,
        secret ? "[secret]" : (value as unknown),
      ]);
      outputs = Object.fromEntries(shown) as Record<string, unknown>;
    } else if (job.command === "cancel") {
      await stack.cancel();
    } else {
      await stack[job.command](options);
    }
    return { ok: true, ...record.read(), outputs, seconds: secondsSince(started) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      error: message,
      ...record.read(),
      outputs: {},
      seconds: secondsSince(started),
    };
  }
}

const [jobFile = "", outcomeFile = ""] = process.argv.slice(2);

async function main(): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  const outcome = await operate(JSON.parse(readFileSync(jobFile, "utf8")) as Job);
  await writeFile(outcomeFile, JSON.stringify(outcome));
  process.exit(0);
}

void main();
