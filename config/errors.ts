/**
 * A mistake of the user's, found before anything is applied: one error for every problem, each "where: reason; fix".
 * Commands print its message and exit 1; a stack trace would only hide the message.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";

  /** @param headline first line of the message. Default: none for one problem, their number for several. */
  constructor(
    readonly problems: readonly string[],
    headline?: string,
  ) {
    const first = headline ?? `${problems.length} problems`;
    const [only] = problems;
    const isAlone = headline === undefined && problems.length === 1 && only !== undefined;
    super(isAlone ? only : [first, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
  }
}
