import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "../config/errors";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What every command is given: its own words after its name. */
export type Argv = readonly string[];

/**
 * Parses a command's words. `usage` is put under every complaint.
 * @throws UserError for unknown options and missing values.
 */
export function parsed<const T extends Options>(argv: Argv, options: T, usage: string) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split(". ")[0] ?? "";
    throw new UserError([reason], usage);
  }
}

/**
 * The one stack that a command works on: its name, or the file of `--config-file`.
 * @throws UserError when there is none, or both.
 */
export function stackOf(
  positionals: readonly string[],
  configFile: string | undefined,
  usage: string,
): string {
  const [stack, ...rest] = positionals;
  if (rest.length > 0) throw new UserError([`${rest.join(" ")}: one stack at a time`], usage);
  if (stack !== undefined && configFile !== undefined) {
    throw new UserError([`${stack} and --config-file ${configFile}: name one of them`], usage);
  }
  if (configFile !== undefined) return /[\\/]/.test(configFile) ? configFile : `./${configFile}`;
  if (stack === undefined) throw new UserError(["no stack named"], usage);
  return stack;
}
