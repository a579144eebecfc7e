import { pathToFileURL } from "node:url";

/** Node arguments that let a child process load TypeScript, whatever its working directory. */
export const typeScriptArguments: readonly string[] = [
  "--import",
  pathToFileURL(require.resolve("tsx")).href,
];
