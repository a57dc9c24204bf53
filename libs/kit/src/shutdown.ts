/**
 * How far a program's end has come: `graceful` stops taking and finishes, `forceful` only closes, `killed` ends at once.
 */
export type ShutdownState = "running" | "graceful" | "forceful" | "killed";

/** What moves it on: SIGTERM or SIGINT, or the current state's time being over. */
export type ShutdownTrigger = "signal" | "deadline";

/** The state after a trigger. Running has no deadline, and killed is the last. */
export function nextShutdownState(state: ShutdownState, trigger: ShutdownTrigger): ShutdownState {
  switch (state) {
    case "running":
      return trigger === "signal" ? "graceful" : "running";
    case "graceful":
      return "forceful";
    case "forceful":
    case "killed":
      return "killed";
  }
}

/** The end of this process, as its signals and deadlines drive it. */
export interface Shutdown {
  /** Aborts when the state, or a later one, is reached. */
  readonly signals: Readonly<Record<Exclude<ShutdownState, "running">, AbortSignal>>;
}

/** How long a state may last, in milliseconds. */
export interface StateDeadlines {
  readonly gracefulMs: number;
  readonly forcefulMs: number;
}

/**
 * Listens to SIGTERM and SIGINT for the rest of the process's life.
 * @param deadlines asked when a state begins
 */
export function watchSignals(deadlines: () => StateDeadlines): Shutdown {
  const controllers = {
    graceful: new AbortController(),
    forceful: new AbortController(),
    killed: new AbortController(),
  };
  let state: ShutdownState = "running";
  let timer: NodeJS.Timeout | undefined;

  const advance = (trigger: ShutdownTrigger): void => {
    const next = nextShutdownState(state, trigger);
    if (next === state) return;
    state = next;
    clearTimeout(timer);
    if (next === "graceful") timer = setTimeout(advance, deadlines().gracefulMs, "deadline");
    if (next === "forceful") timer = setTimeout(advance, deadlines().forcefulMs, "deadline");
    if (next !== "running") controllers[next].abort();
  };

  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => advance("signal"));
  return {
    signals: {
      graceful: controllers.graceful.signal,
      forceful: controllers.forceful.signal,
      killed: controllers.killed.signal,
    },
  };
}

/** Resolves when the signal has aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
