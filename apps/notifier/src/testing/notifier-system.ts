import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { connectBus, type Bus } from "@reelbus/bus";
import { separateSecrets, type LifecycleEvent, type MessagePublisher } from "@reelbus/contracts";
import { applyFact, isEnded } from "@reelbus/job-lifecycle";
import { SAMPLE_TRACE_PARENT, sampleDescription, sampleFact } from "@reelbus/job-lifecycle/testing";
import { createLocalPathResolver, createMetrics, silentLogger, type Metrics, type Service } from "@reelbus/kit";
import { createSealer, generateKey } from "@reelbus/secrets";
import { newId, openStore, type Store } from "@reelbus/store";
import { createDatabase, makeTempFolder, startNats } from "@reelbus/testing";
import { buildNotifierService } from "../app.ts";
import { NOTIFIER_LIMITS, type NotifierLimits } from "../limits.ts";

/** Real PostgreSQL and NATS, and as many notifiers as the test starts. */
export interface NotifierSystem extends AsyncDisposable {
  readonly store: Store;
  readonly bus: Bus;
  readonly metrics: Metrics;
  /** An allowed root for `Files` publishers. */
  readonly folder: string;
  startNotifier(limits?: Partial<NotifierLimits>): Promise<Service>;
  submit(publishers: readonly MessagePublisher[]): Promise<string>;
  /** Ends the job's current phase, which gives events; false when there is none. */
  advance(jobId: string): Promise<boolean>;
  /** Runs the job to its last event. */
  finish(jobId: string): Promise<void>;
  history(jobId: string): Promise<readonly LifecycleEvent[]>;
}

export async function startNotifierSystem(): Promise<NotifierSystem> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempFolder("notifier")).path;
  const nats = stack.use(await startNats());
  const database = await createDatabase();
  stack.defer(() => database.drop());
  const store = await openStore({ databaseUrl: database.url });
  stack.defer(() => store.close());
  await store.migrate();
  const bus = await connectBus({ url: nats.url, name: "test" });
  stack.defer(() => bus.close());
  const metrics = createMetrics("notifier");
  const sealer = createSealer(generateKey());

  const advance = async (jobId: string): Promise<boolean> => {
    const outcome = await store.jobs.transition(jobId, (state, nowMs) => {
      if (isEnded(state)) return null;
      const verdict = applyFact(state, sampleFact(state, "finished", nowMs), nowMs);
      return verdict.kind === "changed" ? verdict.transition : null;
    });
    bus.nudge("deliveries");
    return outcome.kind === "changed";
  };
  let notifiers = 0;
  return {
    store,
    bus,
    metrics,
    folder,
    startNotifier: async (limits = {}) => {
      notifiers += 1;
      const service = buildNotifierService({
        store,
        bus,
        openSecrets: (sealed) => sealer.open(sealed),
        resolveLocalPath: createLocalPathResolver([folder]),
        logger: silentLogger,
        metrics,
        owner: `notifier-${notifiers}`,
        limits: { ...NOTIFIER_LIMITS, ...limits },
      });
      await service.start();
      stack.defer(() => service.stop());
      return service;
    },
    submit: async (publishers) => {
      const { redacted, secrets } = separateSecrets(sampleDescription({ MessagePublishers: publishers }));
      const jobId = newId();
      await store.jobs.submit({
        jobId,
        tenantId: "default",
        description: redacted,
        sealedSecrets: Object.keys(secrets).length === 0 ? null : sealer.seal(secrets),
        idempotencyKey: null,
        bodyHash: "hash",
        traceParent: SAMPLE_TRACE_PARENT,
      });
      return jobId;
    },
    advance,
    finish: async (jobId) => {
      while (await advance(jobId));
    },
    history: (jobId) => store.events.after(jobId, 0, 1_000),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A `Files` publisher into a folder. */
export function filesPublisher(folder: string): MessagePublisher {
  return { Type: "Files", Format: "Json", UriPath: folder };
}

/** The events that a `Files` publisher has written for a job, in the order of their names. */
export async function filesOf(folder: string, jobId: string): Promise<LifecycleEvent[]> {
  const names = await readdir(join(folder, jobId)).catch(() => []);
  const files = names.filter((name) => !name.startsWith(".")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, jobId, name), "utf8")));
  return texts.map((text) => JSON.parse(text) as LifecycleEvent);
}

/** A publisher to a broker of which only the port is known. */
export function publisherTo(port: number): MessagePublisher {
  return {
    Type: "RabbitMq",
    Format: "Json",
    Protocol: "amqp",
    Host: "127.0.0.1",
    Port: port,
    VirtualHost: "/",
    Queue: "events",
    CredentialsProtection: "Unencrypted",
  };
}
