import type { Fact } from "@reelbus/contracts";

/** A sign of life is stored at most this often. */
const STORE_EVERY_MS = 2_500;
/** Running jobs that are remembered; of the others each fact is looked up. */
const MAX_JOBS = 10_000;

interface Remembered {
  readonly phase: string;
  readonly attempt: number;
  readonly percent: number;
  readonly storedAtMs: number;
}

/**
 * Remembers what was last stored of each running attempt, so that a heartbeat, or progress that tells nothing new,
 * costs no transaction. It is a memory of this process alone: forgetting costs a look into the database, no more.
 */
export interface SignsOfLife {
  /** The fact can change nothing but the time when the job was last heard of. */
  isPlain(fact: Fact): boolean;
  /** And that was stored just now. */
  isRecent(fact: Fact): boolean;
  /** The attempt was heard of, and stored as such. `percent` is the job's progress, when it is known. */
  stored(fact: Fact, percent?: number): void;
}

export function createSignsOfLife(nowMs: () => number = () => performance.now()): SignsOfLife {
  const jobs = new Map<string, Remembered>();
  const recall = ({ jobId, phase, attempt }: Fact) => {
    const remembered = jobs.get(jobId);
    return remembered?.phase === phase && remembered.attempt === attempt ? remembered : null;
  };
  return {
    isPlain: (fact) => {
      if (fact.kind === "heartbeat") return true;
      return fact.kind === "progress" && Math.floor(fact.percent) <= (recall(fact)?.percent ?? -1);
    },
    isRecent: (fact) => nowMs() - (recall(fact)?.storedAtMs ?? -Infinity) < STORE_EVERY_MS,
    stored: (fact, percent = recall(fact)?.percent ?? -1) => {
      const { jobId, phase, attempt } = fact;
      // The order of the map is the order of the last sign: the first is the one to forget.
      jobs.delete(jobId);
      jobs.set(jobId, { phase, attempt, percent, storedAtMs: nowMs() });
      const [oldest] = jobs.keys();
      if (jobs.size > MAX_JOBS && oldest !== undefined) jobs.delete(oldest);
    },
  };
}
