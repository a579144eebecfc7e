/** A tool is missing or cannot be had. The message is for the user as it stands: what, why, and the command that helps. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}
