import type { Abort, Phase } from "@reelbus/contracts";

/** Why running work must end: its job needs it no more, or the service stops. */
export type AbortCause = "not-needed" | "stopping";

/** Work that runs now. */
export interface RunningWork {
  readonly signal: AbortSignal;
  /** Why the signal has aborted; null while it has not. The first cause stays. */
  abortCause(): AbortCause | null;
  /** Takes the work out again. */
  remove(): void;
}

/** Knows what runs, so that it can be told to end. */
export interface RunningJobs {
  add(attempt: Attempt): RunningWork;
  /** Ends all work of the job except the attempt to keep. */
  abort(abort: Abort): void;
  /** Ends everything, because the service stops. */
  abortAll(): void;
}

interface Attempt {
  readonly jobId: string;
  readonly phase: Phase;
  readonly attempt: number;
}

interface Entry extends Attempt {
  readonly end: (cause: AbortCause) => void;
}

export function createRunningJobs(): RunningJobs {
  const entries = new Set<Entry>();
  return {
    add: ({ jobId, phase, attempt }) => {
      const controller = new AbortController();
      let abortCause: AbortCause | null = null;
      const end = (cause: AbortCause): void => {
        abortCause ??= cause;
        controller.abort();
      };
      const entry: Entry = { jobId, phase, attempt, end };
      entries.add(entry);
      return { signal: controller.signal, abortCause: () => abortCause, remove: () => entries.delete(entry) };
    },
    abort: ({ jobId, keep }) => {
      for (const entry of entries) {
        const isKept = keep?.phase === entry.phase && keep.attempt === entry.attempt;
        if (entry.jobId === jobId && !isKept) entry.end("not-needed");
      }
    },
    abortAll: () => {
      for (const entry of entries) entry.end("stopping");
    },
  };
}
