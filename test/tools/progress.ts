/** Where lines of progress go. */
export type Say = (line: string) => void;

export interface Progress {
  /** Says what is being done now. */
  note(text: string): void;
  done(text: string): void;
  /** Whole seconds since the start. */
  seconds(): number;
  stop(): void;
}

/** Milliseconds between two signs of life. */
const interval = 30_000;

/** One line at the start, one every half minute (a cold build takes minutes), one at the end with the seconds taken. */
export function startProgress(title: string, say: Say): Progress {
  const start = Date.now();
  let doing = "getting it";
  const seconds = (): number => Math.round((Date.now() - start) / 1000);
  const timer = setInterval(() => {
    say(`${title}: ${doing}, ${seconds()} s`);
  }, interval);
  return {
    note: (text) => {
      doing = text;
      say(`${title}: ${text}`);
    },
    done: (text) => {
      say(`${title}: ready after ${seconds()} s (${text})`);
    },
    seconds,
    stop: () => {
      clearInterval(timer);
    },
  };
}
