import {
  phaseResultSchemas,
  restoreSecrets,
  type DescriptionSecrets,
  type Phase,
  type PhaseFailure,
  type PhaseProgress,
  type PhaseResult,
  type Work,
} from "@reelbus/contracts";
import type { Logger } from "@reelbus/kit";
import type { FactReporter } from "./fact-reporter.ts";
import { failureOf } from "./failure-of.ts";
import type { AttemptFolder, PhaseContext, PhaseHandler } from "./phase-handler.ts";
import { createProgressReporter } from "./progress-reporter.ts";
import type { AbortCause, RunningWork } from "./running-jobs.ts";

/** How the handler ended. */
export type HandlerOutcome<P extends Phase> =
  | { readonly kind: "finished"; readonly result: PhaseResult<P> }
  | { readonly kind: "failed"; readonly failure: PhaseFailure }
  | { readonly kind: "aborted"; readonly cause: AbortCause };

export interface HandlerRun<P extends Phase> {
  readonly handler: PhaseHandler<P>;
  readonly work: Work<P>;
  readonly running: RunningWork;
  readonly folder: AttemptFolder;
  readonly facts: FactReporter<P>;
  readonly logger: Logger;
  readonly openSecrets: (sealed: string) => DescriptionSecrets;
  readonly resolve: (relative: string) => string;
}

/** Runs the handler. Its last progress is told before this resolves. Never rejects. */
export async function runHandler<P extends Phase>(run: HandlerRun<P>): Promise<HandlerOutcome<P>> {
  const { handler, work, running, facts, logger } = run;
  const progress = createProgressReporter<PhaseProgress<P>>((percent, details) => facts.progress(percent, details));
  try {
    const returned = await handler(contextOf(run, progress.report));
    // A job that needs the result no more shall not get it; a service that stops may still deliver it.
    const cause = running.abortCause();
    if (cause !== null && cause !== "stopping") return { kind: "aborted", cause };
    const result = phaseResultSchemas[work.phase].parse(returned) as PhaseResult<P>;
    progress.finish();
    return { kind: "finished", result };
  } catch (error) {
    const cause = running.abortCause();
    if (cause !== null) return { kind: "aborted", cause };
    const failure = failureOf(error);
    if (failure.reason === "internal") logger.error({ error }, "the handler failed by a fault of ours");
    // What a program said, for the operator: no customer is told.
    else if (error instanceof Error && error.cause !== undefined) logger.warn({ error }, "why it failed");
    progress.finish();
    return { kind: "failed", failure };
  } finally {
    progress.cancel();
  }
}

function contextOf<P extends Phase>(run: HandlerRun<P>, progress: PhaseContext<P>["progress"]): PhaseContext<P> {
  const { work, running, folder, facts, logger, openSecrets, resolve } = run;
  const { description, sealedSecrets, input } = work;
  return {
    work,
    description: sealedSecrets === null ? description : restoreSecrets(description, openSecrets(sealedSecrets)),
    input,
    signal: running.signal,
    folder,
    resolve,
    progress,
    planned: (plan) => facts.planned(plan),
    logger,
  };
}
