import type { LifecycleEvent } from "@reelbus/contracts";
import { isDeepStrictEqual } from "node:util";

/** What became of the events of one job on the way to one broker. */
export interface Judgement {
  readonly lost: number;
  /** What is wrong, for people; empty when all is as promised. */
  readonly faults: readonly string[];
}

/**
 * Compares what a customer has after removing duplicates with the job's history: it must be the same, in the same order,
 * with the Sequences 1 to n and JobSuccess at the end.
 */
export function judge(history: readonly LifecycleEvent[], arrived: readonly LifecycleEvent[]): Judgement {
  const jobId = history[0]?.JobId ?? "a job without events";
  const arrivedIds = new Set(arrived.map(({ EventId }) => EventId));
  const lost = history.filter(({ EventId }) => !arrivedIds.has(EventId));
  const faults: string[] = [];
  if (lost.length > 0) faults.push(`${jobId}: lost ${lost.map(({ Sequence }) => Sequence).join(", ")}`);
  if (history.at(-1)?.EventType !== "JobSuccess")
    faults.push(`${jobId}: ended by ${history.at(-1)?.EventType ?? "nothing"}`);
  if (arrived.some(({ Sequence }, index) => Sequence !== index + 1))
    faults.push(`${jobId}: arrived as ${arrived.map(({ Sequence }) => Sequence).join(", ")}`);
  else if (!isDeepStrictEqual(arrived, history.slice(0, arrived.length)))
    faults.push(`${jobId}: what arrived is not what GET /jobs/${jobId}/events tells`);
  return { lost: lost.length, faults };
}
