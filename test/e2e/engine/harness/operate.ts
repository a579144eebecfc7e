import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import * as automation from "@pulumi/pulumi/automation";
import type { Job, Outcome, Step } from "./messages";

function secondsSince(started: bigint): number {
  return Number(process.hrtime.bigint() - started) / 1e9;
}

const load = createRequire(__filename);

/**
 * The program of the job: a function to call, or a module that does everything when it is loaded. Loaded anew every time;
 * what it imports stays, as in every process of the Automation API that runs more than one operation.
 */
async function run(path: string): Promise<Record<string, unknown>> {
  const file = resolve(path);
  Reflect.deleteProperty(load.cache, file);
  const loaded = load(file) as Record<string, unknown>;
  if (typeof loaded.program !== "function") {
    return { ...loaded };
  }
  const program = loaded.program as () => Record<string, unknown> | Promise<Record<string, unknown>>;
  return program();
}

/** Collects what the engine reports while it works. */
function createRecord({ command, transcript }: Job) {
  const steps: Step[] = [];
  const diagnostics: string[] = [];
  let changes: Record<string, number> = {};
  const onOutput = (text: string): void => {
    appendFileSync(transcript, text);
  };
  const onEvent = (event: automation.EngineEvent): void => {
    // The SDK's debug messages hold every answer of the engine in clear, and reach event logs and `--debug` alone; what
    // they hold is the SDK's to hide: https://github.com/pulumi/pulumi/pull/24479 did it for Python.
    const severity: string | undefined = event.diagnosticEvent?.severity;
    if (severity !== "debug") {
      onOutput(`${JSON.stringify(event)}\n`);
    }
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
  return { onEvent, onOutput, onError: onOutput, read: () => ({ steps, diagnostics, changes }) };
}

let current: { readonly stack: automation.Stack; job: Job } | undefined;

/** The stack, selected once: every further call of the CLI costs a quarter of a second. */
async function stackOf(job: Job): Promise<automation.Stack> {
  Object.assign(process.env, job.env);
  if (current !== undefined) {
    current.job = job;
    return current.stack;
  }
  const program = (): Promise<Record<string, unknown>> => run(current?.job.program ?? job.program);
  const workspace = await automation.LocalWorkspace.create({ workDir: job.workDir, program });
  const stack = await automation.Stack.createOrSelect(job.stack, workspace);
  current = { stack, job };
  return stack;
}

async function operate(job: Job): Promise<Outcome> {
  const stack = await stackOf(job);
  const record = createRecord(job);
  const { onEvent, onOutput, onError } = record;
  const options = { onEvent, onOutput, onError, color: "never" as const };
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

process.on("message", (job: Job) => {
  void operate(job).then((outcome) => process.send?.(outcome));
});
// Nobody waits for an answer any more.
process.on("disconnect", () => process.exit(0));
