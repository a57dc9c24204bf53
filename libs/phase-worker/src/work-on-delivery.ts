import type { Bus, WorkDelivery } from "@reelbus/bus";
import {
  ReelbusError,
  type DescriptionSecrets,
  type Phase,
  type PhaseFailure,
  type PhaseResult,
} from "@reelbus/contracts";
import type { Logger } from "@reelbus/kit";
import { createFactReporter, type FactReporter } from "./fact-reporter.ts";
import { failureOf } from "./failure-of.ts";
import type { AttemptFolder, PhaseHandler } from "./phase-handler.ts";
import { runHandler, type HandlerOutcome } from "./run-handler.ts";
import { RESULT_RETRY, retry } from "./retry.ts";
import type { RunningJobs, RunningWork } from "./running-jobs.ts";
import { tellStart } from "./start-notice.ts";
import type { DeliveryOutcome } from "./worker-metrics.ts";
import type { Workspace } from "./workspace.ts";

/**
 * A message delivered more often than this kills its workers. Each delivery but the last ended without a word: who stops
 * in order releases the work, which makes a new message of it.
 */
const MAX_DELIVERIES = 5;

export interface WorkerDeps<P extends Phase> {
  readonly handler: PhaseHandler<P>;
  readonly bus: Bus;
  readonly workspace: Workspace;
  readonly running: RunningJobs;
  readonly logger: Logger;
  readonly openSecrets: (sealed: string) => DescriptionSecrets;
}

/** One delivery and what is needed to end it. */
interface Delivery<P extends Phase> {
  readonly delivered: WorkDelivery<P>;
  readonly facts: FactReporter<P>;
  readonly logger: Logger;
}

interface Attempt<P extends Phase> extends Delivery<P> {
  readonly workspace: Workspace;
  readonly folder: AttemptFolder;
  readonly running: RunningWork;
  readonly bus: Bus;
}

/**
 * Works on one delivery: started, the handler, then finished or failed, and only when that is stored the
 * acknowledgement. Rejects when a fact can't be stored; the bus delivers the work again then.
 */
export async function workOnDelivery<P extends Phase>(
  deps: WorkerDeps<P>,
  delivered: WorkDelivery<P>,
): Promise<DeliveryOutcome> {
  const { work, delivery } = delivered;
  const { jobId, phase, attempt, traceParent } = work;
  const logger = deps.logger.child({ jobId, phase, attempt, delivery, traceParent });
  const facts = createFactReporter(deps.bus, work, delivery);
  if (delivery > MAX_DELIVERIES) return fail({ delivered, facts, logger }, crashedTooOften());

  const { workspace } = deps;
  const running = deps.running.add(work);
  try {
    const folder = await workspace.createAttempt(work, delivery).catch((error: unknown) => failureOf(error));
    if (!("path" in folder)) return await fail({ delivered, facts, logger }, folder);
    const start = tellStart(() => facts.started(), logger);
    logger.debug({}, "started");
    const stopBeating = facts.beat();
    try {
      const run = { ...deps, work, running, folder, facts, logger, resolve: workspace.resolve };
      const attempt = { delivered, facts, logger, workspace, folder, running, bus: deps.bus };
      const outcome = await runHandler(run);
      await start.end();
      return await settle(attempt, outcome);
    } finally {
      stopBeating();
    }
  } finally {
    running.remove();
  }
}

function crashedTooOften(): PhaseFailure {
  const message = "The services that worked on this job ended unexpectedly again and again.";
  return failureOf(new ReelbusError("worker-crashed", message));
}

async function fail<P extends Phase>({ delivered, facts, logger }: Delivery<P>, failure: PhaseFailure) {
  logger.warn({ failure }, "failed");
  await facts.failed(failure);
  await delivered.ack();
  return "failed" as const;
}

/** The one place that decides on fact, folder and acknowledgement. Only a finished attempt keeps its folder. */
async function settle<P extends Phase>(attempt: Attempt<P>, outcome: HandlerOutcome<P>): Promise<DeliveryOutcome> {
  const { delivered } = attempt;
  switch (outcome.kind) {
    case "finished":
      return tellFinished(attempt, outcome.result);
    case "failed":
      await removeFolder(attempt);
      return fail(attempt, outcome.failure);
    case "aborted":
      await removeFolder(attempt);
      return outcome.cause === "stopping" ? release(attempt) : notNeeded(delivered);
  }
}

async function notNeeded(delivered: WorkDelivery): Promise<DeliveryOutcome> {
  await delivered.ack();
  return "not-needed";
}

/** A new attempt does not count as a crash, as another delivery of this one would: that is for when nobody hears. */
async function release<P extends Phase>({ delivered, facts, logger, bus }: Attempt<P>) {
  try {
    if (!bus.isConnected()) throw new ReelbusError("internal", "The message bus is away.");
    await facts.released();
    await delivered.ack();
  } catch (error) {
    logger.warn({ error }, "the work could not be released");
    await delivered.handBack();
  }
  return "handed-back" as const;
}

/**
 * The result is on the disk and must not be lost: telling it is tried again until the bus takes it, or says that it never
 * will, or until an abort. After the bound another delivery takes over; the folder stays then, for the fact may have
 * been stored although its confirmation was lost.
 */
async function tellFinished<P extends Phase>(attempt: Attempt<P>, result: PhaseResult<P>): Promise<DeliveryOutcome> {
  const { delivered, facts, logger, running } = attempt;
  try {
    await retry(() => facts.finished(result), RESULT_RETRY, running.signal);
  } catch (error) {
    switch (running.abortCause()) {
      case "ended":
        await removeFolder(attempt);
        return notNeeded(delivered);
      case "superseded":
        // By this very result, maybe.
        return notNeeded(delivered);
      case "stopping":
      case null:
    }
    if (!(error instanceof ReelbusError) || error.retryable) throw error;
    logger.error({ error }, "the result can't be told");
    await removeFolder(attempt);
    return fail(attempt, failureOf(error));
  }
  await delivered.ack();
  return "finished";
}

async function removeFolder<P extends Phase>({ workspace, folder, logger }: Attempt<P>): Promise<void> {
  await workspace.removeAttempt(folder).catch((error: unknown) => {
    logger.warn({ error }, "an attempt's folder stays until the job's clean-up");
  });
}
