/**
 * Runs something that may take longer than a second, and says so on stderr once it does: then every ten seconds, and at
 * the end how long it took. Nothing is said about what is quick.
 */
export async function withProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  const first = setTimeout(() => {
    console.error(`${title}…`);
  }, 1000);
  const further = setInterval(() => {
    console.error(`${title}… ${seconds()} s`);
  }, 10_000);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(further);
    if (Date.now() - started >= 1000) console.error(`${title}: ${seconds()} s`);
  }
}
