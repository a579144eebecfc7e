import { clearInterval, setInterval } from "node:timers";

/**
 * Says what takes long on stderr: at once, then with the seconds so far (in place on a terminal, every ten seconds in a
 * log), then how long it took.
 */
export async function withProgress(title, work) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const terminal = process.stderr.isTTY === true;
  process.stderr.write(terminal ? `${title}…` : `${title}…\n`);
  const timer = setInterval(
    () => process.stderr.write(terminal ? `\r${title}… ${seconds()}` : `${title}… ${seconds()}\n`),
    terminal ? 1000 : 10_000,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.stderr.write(terminal ? `\r${title}: ${seconds()}   \n` : `${title}: ${seconds()}\n`);
  }
}
