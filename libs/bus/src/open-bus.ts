import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { deadline } from "@nats-io/transport-node";
import { slugOf } from "@reelbus/contracts";
import type { Bus, BusLogger, Consumption } from "./bus.ts";
import { closeBus } from "./close-bus.ts";
import { openConnection, serversOf, type Connection } from "./connection.ts";
import { consumeFacts } from "./consume-facts.ts";
import { consumeCleanup, consumeWork } from "./consume-work.ts";
import { store, type Link } from "./link.ts";
import { removeWork } from "./remove-work.ts";
import { request } from "./requests.ts";
import { serveSubmissions } from "./serve-submissions.ts";
import { onAbort, onNudge, tell } from "./signals.ts";
import { ensureStream, STREAM_CONFIGS } from "./streams.ts";
import { factMessageId, STREAMS, SUBJECTS } from "./subjects.ts";
import { DEFAULT_TIMING, type Timing } from "./timing.ts";

export interface OpenBusOptions {
  readonly url: string;
  readonly name: string;
  readonly logger: BusLogger;
  readonly timing?: Partial<Timing>;
}

/** `connectBus` with its timing open to tests. */
export async function openBus({ url, name, logger, timing: given }: OpenBusOptions): Promise<Bus> {
  const timing = { ...DEFAULT_TIMING, ...given };
  const closing = new AbortController();
  const servers = `NATS at ${serversOf(url).join(", ")}`;
  const connection = await request(() => openConnection(url, name, logger), {
    what: `connect to ${servers}`,
    unanswered: "host-unreachable",
    onFirstFailure: () =>
      logger.warn({}, `no answer from ${servers} yet; check that it runs there, and NATS_URL, which says where it is`),
    boundMs: timing.requestMs,
    signal: closing.signal,
  });
  return buildBus(await buildLink(connection, logger, timing, closing.signal), closing);
}

async function buildLink(
  { nats, isConnected, replaced }: Connection,
  logger: BusLogger,
  timing: Timing,
  closing: AbortSignal,
): Promise<Link> {
  const options = { timeout: timing.tryMs };
  return {
    nats,
    client: jetstream(nats, { ...options }),
    manager: await jetstreamManager(nats, { ...options, checkAPI: false }),
    logger,
    timing,
    closing,
    isConnected,
    replaced,
    request: (what, operation) =>
      request(operation, { what, boundMs: timing.requestMs, signal: closing, canTry: isConnected }),
  };
}

function buildBus(link: Link, closing: AbortController): Bus {
  const { nats, manager } = link;
  const consumptions = new Set<Consumption>();
  let closed: Promise<void> | undefined;
  const track = (consumption: Consumption): Consumption => {
    const tracked: Consumption = {
      stop: async () => {
        await consumption.stop();
        consumptions.delete(tracked);
      },
    };
    consumptions.add(tracked);
    return tracked;
  };

  return {
    ensureStreams: async () => {
      for (const wanted of STREAM_CONFIGS) {
        await link.request(`set up the stream ${wanted.name}`, () => ensureStream(manager, wanted));
      }
    },
    publishWork: (work) => {
      const { jobId, phase, attempt } = work;
      return store(link, SUBJECTS.work(phase, jobId), work, `${jobId}/${slugOf(phase)}/${attempt}`);
    },
    hasWork: async (phase, jobId) => {
      const query = { last_by_subj: SUBJECTS.work(phase, jobId) };
      const message = await link.request("look for work", () => manager.streams.getMessage(STREAMS.work, query));
      return message !== null;
    },
    purgeWork: (phase, jobId) => removeWork(link, phase, jobId),
    consumeWork: async (phase, options) => track(await consumeWork(link, phase, options)),
    publishCleanup: (jobId, occasion = "end") =>
      store(link, SUBJECTS.cleanup(jobId), { jobId }, `${jobId}/cleanup/${occasion}`),
    consumeCleanup: async (options) => track(await consumeCleanup(link, options)),
    publishFact: (fact) => store(link, SUBJECTS.facts(fact.jobId), fact, factMessageId(fact)),
    tellFact: (fact) => tell(link, SUBJECTS.signs(fact.jobId), JSON.stringify(fact)),
    consumeFacts: async (options) => track(await consumeFacts(link, options)),
    broadcastAbort: (abort) => tell(link, SUBJECTS.abort(abort.jobId), JSON.stringify(abort)),
    onAbort: (handle) => onAbort(link, handle),
    nudge: (topic, payload = "") => tell(link, SUBJECTS.nudge(topic), payload),
    onNudge: (topic, handle) => onNudge(link, topic, handle),
    serveSubmissions: (handle) => Promise.resolve(track(serveSubmissions(link, handle))),
    isConnected: link.isConnected,
    flush: () => link.request("send what was told", () => deadline(nats.flush(), link.timing.tryMs)),
    close: () => (closed ??= closeBus(link, closing, consumptions)),
  };
}
