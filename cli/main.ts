import { UserError } from "../config/errors";
import { didYouMean } from "../config/suggest";
import type { Argv } from "./args";

type Command = (argv: Argv) => Promise<number>;

/** Each command loads only what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./commands/check.js")).check,
  doctor: async () => (await import("./commands/doctor.js")).doctor,
  generate: async () => (await import("./commands/generate.js")).generate,
  help: async () => (await import("./commands/help.js")).help,
  render: async () => (await import("./commands/render.js")).render,
  start: async () => (await import("./commands/start.js")).start,
};

/** Runs one command and returns its exit code: 0, or 1 with one message for a mistake of the user's. */
export async function main(argv: Argv): Promise<number> {
  const [name = "help", ...rest] = argv;
  const load = COMMANDS[name];
  try {
    if (load === undefined) {
      const names = Object.keys(COMMANDS);
      throw new UserError([`${name}: no such command; ${didYouMean(name, names, "there is none")}`]);
    }
    return await (
      await load()
    )(rest);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return 1;
  }
}
