import type { JobDescriptionInput } from "@reelbus/contracts";
import type { BrokenServer } from "../../support/broken-server.ts";
import type { Failure } from "../../support/bad-input-bench.ts";

/** One thing that customers get wrong, and the answer. */
export interface BadCase {
  readonly what: string;
  /** Makes what the job needs; `source` and `published` are folders of the case's own, of which only the first exists. */
  make(places: Places): Promise<Partial<JobDescriptionInput>>;
  answer(places: Places): Failure;
  /** Whether whole files may stay at the target, because the job fails when some have been put there. */
  readonly leavesFiles?: true;
}

export interface Places {
  readonly source: string;
  readonly published: string;
  readonly server: BrokenServer;
}

/** Where a failure is found decides about its code. */
export const FOUND_BY = {
  preValidation: { ErrorCode: 5003, FailedPhase: "Pre-Validation" },
  acquisition: { ErrorCode: 1000, FailedPhase: "Acquisition" },
  mediaMapping: { ErrorCode: 2000, FailedPhase: "Media Mapping" },
  encoding: { ErrorCode: 2000, FailedPhase: "Encoding" },
  publishing: { ErrorCode: 3000, FailedPhase: "Publishing" },
} as const satisfies Record<string, Partial<Failure>>;
