/** How one test or check ended. */
export interface Outcome {
  /** The test's name with those of its suites. */
  name: string;
  /** The file it stands in, relative to the root; absent for a check of the whole repository. */
  file?: string;
  result: "passed" | "failed" | "skipped";
  durationMs: number;
  /** What went wrong, or why it was skipped. */
  detail?: string;
}

/** Takes the outcomes as they come. */
export type Report = (outcome: Outcome) => void;
