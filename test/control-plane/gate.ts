/** Lets a number of passers through; the others wait. */
export interface Gate {
  /** Lets so many more through. */
  open(count: number): void;
  /** Resolves when it is this one's turn; rejects when the signal aborts. */
  pass(signal: AbortSignal): Promise<void>;
}

export function createGate(count: number): Gate {
  let free = count;
  const waiting = new Set<() => void>();
  const admit = () => {
    for (const pass of waiting) {
      if (free < 1) return;
      free -= 1;
      waiting.delete(pass);
      pass();
    }
  };
  return {
    open: (more) => {
      free += more;
      admit();
    },
    pass: (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const pass = () => resolve(undefined);
      waiting.add(pass);
      signal.addEventListener("abort", () => {
        waiting.delete(pass);
        reject(new Error("the gate stayed shut"));
      });
      admit();
      return promise;
    },
  };
}
