import { connectBus, type Bus, type WorkDelivery } from "@reelbus/bus";
import {
  PHASES,
  slugOf,
  type Abort,
  type Fact,
  type FactKind,
  type LifecycleEvent,
  type Phase,
  type Work,
} from "@reelbus/contracts";
import { SAMPLE_TRACE_PARENT, sampleDescription, sampleFact } from "@reelbus/job-lifecycle/testing";
import { createMetrics, silentLogger, type Service } from "@reelbus/kit";
import { newId, openStore, type Store } from "@reelbus/store";
import { createDatabase, startNats, waitFor } from "@reelbus/testing";
import { buildConductorService } from "../app.ts";
import type { SweepTiming } from "../sweeper.ts";

/** What a scripted worker does with one delivery of work. */
export interface Delivery {
  readonly work: Work;
  readonly delivery: number;
  /** Publishes a fact about this delivery; resolved = stored. */
  readonly tell: (kind: FactKind, changes?: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly ack: () => Promise<void>;
}

export type Script = (delivery: Delivery) => Promise<void>;

/** What a worker does when all is well. */
export const wellBehaved: Script = async ({ work, tell, ack }) => {
  await tell("started");
  if (work.phase === "Encoding") await tell("planned");
  await tell("progress", { percent: 50 });
  await tell("finished");
  await ack();
};

/** Real PostgreSQL and NATS, a conductor or several, and phase services that follow a script. */
export interface ScriptedSystem extends AsyncDisposable {
  readonly store: Store;
  readonly bus: Bus;
  /** Every abort that was broadcast. */
  readonly aborts: readonly Abort[];
  /** The jobs whose workspaces were handed over for cleaning. */
  readonly cleaned: readonly string[];
  /** `alter` may break the conductor's bus. */
  startConductor(timing?: SweepTiming, alter?: (bus: Bus) => Bus): Promise<Service>;
  /** One consumer for each phase, `concurrency` deliveries at a time. */
  startWorkers(script: Script, phases?: readonly Phase[]): Promise<void>;
  submit(description?: Record<string, unknown>): Promise<string>;
  /** Waits until the job has ended, and gives its whole history. */
  historyOf(jobId: string): Promise<readonly LifecycleEvent[]>;
}

/** Looks often, and believes in the loss of work after a moment. */
export const IMPATIENT: SweepTiming = { intervalMs: 50, dispatchedMs: 400, runningMs: 800 };

export async function startScriptedSystem(): Promise<ScriptedSystem> {
  const nats = await startNats();
  const database = await createDatabase();
  const closers: (() => Promise<unknown>)[] = [() => database.drop(), () => nats.stop()];
  const openBus = async (name: string) => {
    const bus = await connectBus({ url: nats.url, name });
    closers.unshift(() => bus.close());
    return bus;
  };
  const open = async () => {
    const store = await openStore({ databaseUrl: database.url });
    closers.unshift(() => store.close());
    return store;
  };
  const store = await open();
  await store.migrate();
  const bus = await openBus("test");
  await bus.ensureStreams();
  const aborts: Abort[] = [];
  bus.onAbort((abort) => aborts.push(abort));
  const cleaned: string[] = [];
  await bus.consumeCleanup({ handle: (jobId) => Promise.resolve(void cleaned.push(jobId)) });

  return {
    store,
    bus,
    aborts,
    cleaned,
    startConductor: async (timing, alter = (bus) => bus) => {
      const service = buildConductorService({
        store: await open(),
        bus: alter(await openBus("conductor")),
        logger: silentLogger,
        metrics: createMetrics("conductor"),
        ...(timing === undefined ? {} : { timing }),
      });
      await service.start();
      closers.unshift(() => service.stop());
      return service;
    },
    startWorkers: async (script, phases = PHASES) => {
      const workers = await openBus("workers");
      for (const phase of phases)
        await workers.consumeWork(phase, { concurrency: 4, handle: (delivery) => play(script, delivery, workers) });
    },
    submit: async (description) => {
      const submission = {
        jobId: newId(),
        tenantId: "default",
        description: sampleDescription(description),
        sealedSecrets: null,
        idempotencyKey: null,
        bodyHash: "hash",
        traceParent: SAMPLE_TRACE_PARENT,
      };
      await store.jobs.submit(submission);
      bus.nudge("jobs");
      return submission.jobId;
    },
    historyOf: async (jobId) => {
      const ended = async () => (await store.jobs.view(jobId))?.FinishedAt;
      await waitFor(ended, { what: `the end of the job ${jobId}`, timeoutMs: 30_000 });
      return store.events.after(jobId, 0, 1_000);
    },
    [Symbol.asyncDispose]: async () => {
      for (const close of closers) await close();
    },
  };
}

function play(script: Script, { work, delivery, ack }: WorkDelivery, bus: Bus): Promise<void> {
  const state = { job: { ...work }, phase: work.phase, attempt: work.attempt };
  return script({
    work,
    delivery,
    ack,
    tell: (kind, changes) => bus.publishFact(withFolder(sampleFact(state, kind, Date.now(), { delivery, ...changes }))),
  });
}

/** Results lie in the folder of their own delivery, as real ones do. */
function withFolder(fact: Fact): Fact {
  if (fact.kind !== "finished" || !("folder" in fact.result) || fact.result.folder === null) return fact;
  const folder = `${fact.jobId}/${slugOf(fact.phase)}/${fact.attempt}.${fact.delivery}`;
  return { ...fact, result: { ...fact.result, folder } } as Fact;
}

export const typesOf = (events: readonly LifecycleEvent[]) => events.map((event) => event.EventType);

/** What the well-behaved workers make of a job. */
export const WHOLE_HISTORY = [
  "JobCreated",
  "AcquisitionProgress",
  "AcquisitionProgress",
  "ContentAcquired",
  "ContentMapped",
  "ContentPreProcessed",
  "VideoEncodingStarted",
  "EncodingProgress",
  "EncodingProgress",
  "EncodingFinished",
  "ImagesExtracted",
  "ContentPublished",
  "JobSuccess",
];
