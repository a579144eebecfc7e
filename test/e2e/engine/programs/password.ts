/** The small program's stack file is in clear, so it only says which password. */
export function passwordCalled(which: string): string {
  return `sentinel-of-the-${which}`;
}
