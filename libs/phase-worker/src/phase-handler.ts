import type {
  EncodingPlan,
  JobDescription,
  Phase,
  PhaseInput,
  PhaseProgress,
  PhaseResult,
  Work,
} from "@reelbus/contracts";
import type { Logger } from "@reelbus/kit";

/** What a phase's handler gets for one delivery of its work. */
export interface PhaseContext<P extends Phase> {
  readonly work: Work<P>;
  /** The job description with its secrets restored: never log it. */
  readonly description: JobDescription;
  readonly input: PhaseInput<P>;
  /** Aborts when the job has ended, a later attempt replaced this one, or the service must stop now. */
  readonly signal: AbortSignal;
  readonly folder: AttemptFolder;
  /** The absolute path of a path relative to the workspace root. */
  readonly resolve: (relative: string) => string;
  /** Tells how far the work is, 0 to 100. Call it as often as you like: at most one a second travels. */
  readonly progress: (percent: number, details: PhaseProgress<P>) => void;
  /** Encoding alone: tells what is going to be made. Resolved = durable. Before the first progress. */
  readonly planned: (plan: EncodingPlan) => Promise<void>;
  /** Has the job, phase, attempt and delivery in every entry. */
  readonly logger: Logger;
}

/** Where one delivery writes; nobody else writes there. */
export interface AttemptFolder {
  /** Absolute; exists and is empty when the handler starts. */
  readonly path: string;
  /** The same, relative to the workspace root, with forward slashes. */
  readonly relative: string;
}

/**
 * The work of one phase. Throws a ReelbusError for the customer; anything else is a fault of ours. After an abort
 * it ends as soon as it can, however it likes.
 */
export type PhaseHandler<P extends Phase> = (context: PhaseContext<P>) => Promise<PhaseResult<P>>;
