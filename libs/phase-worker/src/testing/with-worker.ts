import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { connectBus, type Bus } from "@reelbus/bus";
import { jobDescriptionSchema, separateSecrets, type Fact, type Work } from "@reelbus/contracts";
import { createMetrics, silentLogger, type Service } from "@reelbus/kit";
import { makeTempFolder, startNats, waitFor } from "@reelbus/testing";
import { buildPhaseService, type PhaseServiceDeps } from "../build-phase-service.ts";
import type { PhaseHandler } from "../phase-handler.ts";

type Deps = PhaseServiceDeps<"Acquisition">;
export type Handler = PhaseHandler<"Acquisition">;

/** A bus with a listener to its facts, a workspace, and any number of acquisition services. */
export interface WorkerTest {
  readonly bus: Bus;
  readonly root: string;
  readonly facts: readonly Fact[];
  readonly start: (handler: Handler, deps?: Partial<Deps>) => Promise<Service>;
  /** Waits for the first fact of the kind and the job. */
  readonly fact: <K extends Fact["kind"]>(kind: K, jobId: string) => Promise<Extract<Fact, { kind: K }>>;
  /** Waits until the work is acknowledged. */
  readonly settled: (work: Work) => Promise<void>;
  /** Whether a path relative to the workspace exists. */
  readonly exists: (relative: string) => boolean;
}

/** The jobs' description, with a secret in it. */
export const DESCRIPTION = jobDescriptionSchema.parse({
  ContentAcquisition: {
    Provider: "Http",
    UriPath: "https://media.example/film.mp4?signature=abc",
    CredentialsName: "user",
    CredentialsSecret: "hunter2",
  },
  ContentProcessing: {
    OutputFormat: ["Cmaf"],
    DrmProtection: "Base64Key",
    KeyId: "00112233-4455-6677-8899-aabbccddeeff",
    ContentKey: "ABEiM0RVZneImaq7zN3u/w==",
  },
  ContentPublishing: { Provider: "Local", UriPath: "/media/out" },
});

const { redacted, secrets } = separateSecrets(DESCRIPTION);

/** Runs `body`; afterwards every service, the bus and the server are stopped. */
export async function withWorker(body: (context: WorkerTest) => Promise<void>): Promise<void> {
  await using server = await startNats();
  await using folder = await makeTempFolder("workspace");
  const bus = await connectBus({ url: server.url, name: "test" });
  const services: Service[] = [];
  const facts: Fact[] = [];
  try {
    await bus.ensureStreams();
    await bus.consumeFacts({
      concurrency: 4,
      handle: (fact) => {
        facts.push(fact);
        return Promise.resolve();
      },
    });
    await body({
      bus,
      root: folder.path,
      facts,
      start: async (handler, deps = {}) => {
        const service = buildPhaseService({
          phase: "Acquisition",
          handler,
          bus,
          workspaceRoot: folder.path,
          openSecrets: () => secrets,
          logger: silentLogger,
          metrics: createMetrics("test"),
          concurrency: 1,
          graceMs: 10_000,
          ...deps,
        });
        services.push(service);
        await service.start();
        return service;
      },
      fact: <K extends Fact["kind"]>(kind: K, jobId: string) =>
        waitFor(
          () => facts.find((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind && fact.jobId === jobId),
          { what: `the fact ${kind}` },
        ),
      settled: async ({ phase, jobId }) => {
        await waitFor(async () => !(await bus.hasWork(phase, jobId)), { what: "the acknowledgement" });
      },
      exists: (relative) => existsSync(join(folder.path, relative)),
    });
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await bus.close();
  }
}

export function makeWork(): Work<"Acquisition"> {
  return {
    jobId: randomUUID(),
    tenantId: "default",
    phase: "Acquisition",
    attempt: 1,
    traceParent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
    description: redacted,
    sealedSecrets: "sealed",
    input: {},
  };
}
