import { BlockList, type AddressInfo } from "node:net";
import type { Consumption, Subscription } from "@reelbus/bus";
import type { Service } from "@reelbus/kit";
import type { FastifyInstance } from "fastify";
import { DEFAULT_LIMITS, type ApiDependencies, type ApiLimits } from "./dependencies.ts";
import { buildServer } from "./http/server.ts";
import { createSubmissionHandler } from "./nats-submissions.ts";
import { openApiDocument } from "./openapi/document.ts";
import { routes } from "./routes/routes.ts";
import { EventStreams } from "./streams/event-streams.ts";
import { JobSignals } from "./streams/job-signals.ts";
import { createSubmitJob } from "./submit-job.ts";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** The API as a service. */
export interface ApiService extends Service {
  /** Where it listens, for example `http://127.0.0.1:8080`; known when it has started. */
  readonly url: string;
}

interface Running {
  readonly url: string;
  readonly server: FastifyInstance;
  readonly streams: EventStreams;
  readonly submissions: Consumption;
  readonly nudges: Subscription;
}

/** The HTTP API and `jobs.submit` over NATS. */
export function buildApiService(dependencies: ApiDependencies): ApiService {
  const { bus } = dependencies;
  const limits = { ...DEFAULT_LIMITS, ...dependencies.limits };
  let running: Running | null = null;
  return {
    get url() {
      if (running === null) throw new Error("the API does not listen yet");
      return running.url;
    },
    start: async () => {
      running = await start(dependencies, limits);
    },
    stop: async () => {
      const stopping = running;
      running = null;
      if (stopping !== null) await stop(stopping, limits.stopMs);
    },
    isReady: () => running !== null && bus.isConnected(),
  };
}

async function start(dependencies: ApiDependencies, limits: ApiLimits): Promise<Running> {
  const { bus, store, logger, metrics, host, port } = dependencies;
  const submitJob = createSubmitJob(dependencies);
  const signals = new JobSignals();
  const openStreams = metrics.gauge({ name: "reelbus_api_streams", help: "Live event streams.", labelNames: [] });
  const streams = new EventStreams({ store, logger, signals, limits, onCount: (count) => openStreams.set({}, count) });
  let openApiText: string | undefined;
  // Made when somebody asks for it: most never do, and it takes 5 MB.
  const openApi = () => (openApiText ??= JSON.stringify(openApiDocument()));
  const server = buildServer(routes, { dependencies, limits, submitJob, streams, openApi });
  await server.listen({ host, port });
  const nudges = bus.onNudge("events", (jobId) => signals.nudge(jobId));
  try {
    const submissions = await bus.serveSubmissions(createSubmissionHandler(submitJob, logger));
    const url = urlOf(server.server.address() as AddressInfo);
    if (isLoopback(server.server.address() as AddressInfo)) logger.info({ url }, "listening");
    else
      logger.warn({ url }, "listening; there is no authentication yet: whoever reaches this address may do everything");
    return { url, server, streams, submissions, nudges };
  } catch (error) {
    nudges.unsubscribe();
    await server.close();
    throw error;
  }
}

/** Takes nothing new, ends the live streams, waits for requests in flight, then cuts them. */
async function stop({ server, streams, submissions, nudges }: Running, deadlineMs: number): Promise<void> {
  nudges.unsubscribe();
  const cut = setTimeout(() => server.server.closeAllConnections(), deadlineMs);
  try {
    await Promise.all([submissions.stop(), streams.close(), server.close()]);
  } finally {
    clearTimeout(cut);
  }
}

/** Whether nobody but this machine reaches it. */
function isLoopback({ address, family }: AddressInfo): boolean {
  return LOOPBACK.check(address, family === "IPv6" ? "ipv6" : "ipv4");
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
