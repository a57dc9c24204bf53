import type { JobDescriptionInput } from "@reelbus/contracts";
import type { BadInputBench, Failure } from "../../support/bad-input-bench.ts";

/** One thing that customers get wrong, and the answer. */
export interface BadCase {
  readonly what: string;
  /** Makes what the job needs; `source` and `published` are folders of the case's own, of which only the first exists. */
  make(places: Places): Promise<Partial<JobDescriptionInput>>;
  answer(places: Places): Failure;
}

export interface Places {
  readonly bench: BadInputBench;
  readonly source: string;
  readonly published: string;
}

/** Where a failure is found decides about its code. */
export const FOUND_BY = {
  preValidation: { ErrorCode: 5003, FailedPhase: "Pre-Validation" },
  acquisition: { ErrorCode: 1000, FailedPhase: "Acquisition" },
  mediaMapping: { ErrorCode: 2000, FailedPhase: "Media Mapping" },
  encoding: { ErrorCode: 2000, FailedPhase: "Encoding" },
  publishing: { ErrorCode: 3000, FailedPhase: "Publishing" },
} as const satisfies Record<string, Partial<Failure>>;
