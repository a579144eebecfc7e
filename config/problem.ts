import { UserError } from "./errors";

/** One finding about the stack file: where, what is wrong there, and what to write instead. */
export interface Problem {
  /** As the user writes it, e.g. `vigie:prometheus.retention.time`. */
  readonly path: string;
  readonly reason: string;
  readonly fix: string;
}

/** A finding of a rule: errors refuse the stack file, warnings are said and nothing more. */
export interface Finding extends Problem {
  readonly level: "error" | "warning";
}

export function error(path: string, reason: string, fix: string): Finding {
  return { level: "error", path, reason, fix };
}

export function warning(path: string, reason: string, fix: string): Finding {
  return { level: "warning", path, reason, fix };
}

/** `path: reason; fix` on one line. */
export function sentence({ path, reason, fix }: Problem): string {
  return `${path}: ${reason}; ${fix}`;
}

/** Every problem of one stack file, in one message. */
export class StackFileError extends UserError {
  override readonly name = "StackFileError";

  constructor(
    readonly file: string,
    problems: readonly Problem[],
  ) {
    const lines = problems.map((problem) => `${file}: ${sentence(problem)}`);
    super(lines);
    const width = String(problems.length).length;
    const numbered = problems.map(
      (problem, index) => `  ${String(index + 1).padStart(width)}. ${sentence(problem)}`,
    );
    this.message =
      problems.length === 1 ? lines.join() : [`${file}: ${problems.length} problems`, ...numbered].join("\n");
  }
}
