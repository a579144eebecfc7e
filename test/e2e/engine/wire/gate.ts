/** Which half of a provider call: the object may not be touched yet, or it is touched and the engine does not know. */
export type Phase = "before" | "after";

/** Where an operation shall be cut: at the n-th changing call (from 0), before or after it reached the other side. */
export interface Cut {
  readonly index: number;
  readonly phase: Phase;
  /** Counts only calls whose "<verb> <type> <name>" has this text. @default every call counts */
  readonly of?: string;
}

/** Told of the moment at which the program asks for its first resource after a provider was configured. */
export type OnAsked = (at: number) => void;

/** Stops a provider call for good at a chosen moment, so that the harness can kill everything exactly there. */
export interface Gate {
  /** Runs one changing call (create, update, delete; never a preview). */
  pass<T>(label: string, call: () => Promise<T>): Promise<T>;
  arm(cut: Cut | undefined): void;
}

export function createGate(onHalt: (label: string) => void): Gate {
  let cut: Cut | undefined;
  let begun = 0;
  const haltIf = async (index: number, phase: Phase, label: string): Promise<void> => {
    if (cut?.index === index && cut.phase === phase) {
      onHalt(`${phase} ${label}`);
      // Never settles: the process is about to be killed, and the engine must not hear of this call again.
      await new Promise(() => undefined);
    }
  };
  return {
    async pass(label, call) {
      const counts = cut?.of === undefined || label.includes(cut.of);
      const index = counts ? begun++ : -1;
      await haltIf(index, "before", label);
      const result = await call();
      await haltIf(index, "after", label);
      return result;
    },
    arm(next) {
      cut = next;
      begun = 0;
    },
  };
}
