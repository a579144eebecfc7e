#!/usr/bin/env node
/**
 * Starts every command on a machine that has nothing but Node: installs the dependencies when they are missing, bundles
 * the command line when a source changed, then runs it from V8's cached code. Plain JavaScript, no dependency.
 */
import { bundleIfStale } from "./launch/bundle.mjs";
import { installIfStale } from "./launch/install.mjs";
import { requireNode } from "./launch/node.mjs";
import { runBundle } from "./launch/run.mjs";
import { runSuite, SUITES } from "./launch/suites.mjs";

const [command, ...rest] = process.argv.slice(2);
try {
  requireNode();
  await installIfStale();
  if (command in SUITES) {
    process.exitCode = await runSuite(command, rest);
  } else {
    await bundleIfStale();
    process.exitCode = await runBundle(process.argv.slice(2));
  }
} catch (error) {
  console.error(error.userMessage ?? unexpected(error));
  process.exitCode = 1;
}

/** A mistake of this program's: the message, and how to get the trace that somebody will ask for. */
function unexpected(error) {
  if (process.env.VIGIE_TRACE !== undefined) return error;
  return `${String(error)}\nThis is a bug in Vigie. Run the command again with VIGIE_TRACE=1 to see where.`;
}
