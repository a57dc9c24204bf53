import { PHASES, type Abort, type Phase } from "@reelbus/contracts";

/** Why running work must end: its job has ended or has moved on without it, or the service stops. */
export type AbortCause = "ended" | "superseded" | "stopping";

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
  /** Ends all work of the job, or what comes before the attempt to keep: an abort may arrive late. */
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

type Place = Pick<Attempt, "phase" | "attempt">;

function comesBefore(one: Place, other: Place): boolean {
  if (one.phase === other.phase) return one.attempt < other.attempt;
  return PHASES.indexOf(one.phase) < PHASES.indexOf(other.phase);
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
        if (entry.jobId !== jobId) continue;
        if (keep === null) entry.end("ended");
        else if (comesBefore(entry, keep)) entry.end("superseded");
      }
    },
    abortAll: () => {
      for (const entry of entries) entry.end("stopping");
    },
  };
}
