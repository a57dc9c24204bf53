import type { ServerResponse } from "node:http";
import { isTerminal, type JobView, type LifecycleEvent } from "@reelbus/contracts";
import type { FastifyReply } from "fastify";
import { RefusedRequest } from "../answer.ts";
import type { ApiDependencies, ApiLimits } from "../dependencies.ts";
import { unknownJob } from "../unknown-job.ts";
import type { JobSignals } from "./job-signals.ts";
import { writeBounded } from "./write-bounded.ts";

const EVENTS_PER_READ = 100;
const RETRY_AFTER_SECONDS = 5;
/** How soon a browser shall come back after a cut. */
const RECONNECT_MS = 1_000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // What would become of a kept connection is of no use after a long stream, and would hold a shutdown up.
  connection: "close",
  // Some reverse proxies hold a stream back without it.
  "x-accel-buffering": "no",
};

export interface EventStreamsDependencies extends Pick<ApiDependencies, "store" | "logger"> {
  readonly signals: JobSignals;
  readonly limits: ApiLimits;
  /** Hears how many streams are open, whenever that changes. */
  readonly onCount: (count: number) => void;
}

/** Serves jobs' events live, as server-sent events (WHATWG HTML, section 9.2). */
export class EventStreams {
  readonly #dependencies: EventStreamsDependencies;
  readonly #closing = new AbortController();
  readonly #open = new Set<Promise<void>>();
  #reserved = 0;

  constructor(dependencies: EventStreamsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Answers a request by the job's events above `after` as they come. Resolves when the stream has ended.
   * @throws RefusedRequest when there is no such job, or there are too many streams
   */
  async serve(reply: FastifyReply, jobId: string, after: number): Promise<void> {
    if (this.#reserved >= this.#dependencies.limits.streams || this.#closing.signal.aborted)
      throw new RefusedRequest(429, "too-many-requests", "Too many event streams at a time; come back later.", {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    this.#reserved += 1;
    try {
      const job = await this.#dependencies.store.jobs.view(jobId);
      if (job === null) throw unknownJob();
      if (hasNothingAfter(job, after)) {
        await reply.code(204).send();
        return;
      }
      reply.hijack();
      const stream = this.#run(reply.raw, jobId, after);
      this.#open.add(stream);
      this.#dependencies.onCount(this.#open.size);
      await stream;
      this.#open.delete(stream);
      this.#dependencies.onCount(this.#open.size);
    } finally {
      this.#reserved -= 1;
    }
  }

  /** Ends every stream; their readers can resume elsewhere. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#open);
  }

  /** Never rejects. */
  async #run(response: ServerResponse, jobId: string, after: number): Promise<void> {
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.#closing.signal]);
    response.once("close", () => gone.abort());
    // A connection that breaks while something is written says so twice; `close` is enough.
    response.on("error", () => undefined);
    try {
      response.writeHead(200, HEADERS);
      await this.#write(response, `retry: ${RECONNECT_MS}\n\n`, signal);
      await this.#follow(response, jobId, after, signal);
      response.end();
    } catch (error) {
      if (!signal.aborted) this.#dependencies.logger.warn({ error, jobId }, "an event stream was cut");
      // Ended in order, the reader could take a cut for the end of the job.
      if (this.#closing.signal.aborted) response.end();
      else response.destroy();
    }
  }

  async #follow(response: ServerResponse, jobId: string, after: number, signal: AbortSignal): Promise<void> {
    const { store, signals, limits } = this.#dependencies;
    const watch = signals.watch(jobId);
    let last = after;
    let saidSomethingAt = performance.now();
    try {
      for (;;) {
        const events = await store.events.after(jobId, last, EVENTS_PER_READ);
        for (const event of events) {
          await this.#write(response, format(event), signal);
          last = event.Sequence;
          if (isTerminal(event.EventType)) return;
        }
        if (events.length > 0) {
          saidSomethingAt = performance.now();
          continue;
        }
        if (performance.now() - saidSomethingAt >= limits.streamHeartbeatMs) {
          const job = await store.jobs.view(jobId);
          if (job === null || hasNothingAfter(job, last)) return;
          await this.#write(response, ": still here\n\n", signal);
          saidSomethingAt = performance.now();
        }
        await watch.wait(Math.min(limits.streamPollMs, limits.streamHeartbeatMs), signal);
        signal.throwIfAborted();
      }
    } finally {
      watch.close();
    }
  }

  #write(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
    return writeBounded(response, text, { timeoutMs: this.#dependencies.limits.slowReaderMs, signal });
  }
}

function format(event: LifecycleEvent): string {
  return `id: ${event.Sequence}\nevent: ${event.EventType}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Whether a job has ended and a reader knows all of its events. */
function hasNothingAfter({ Status, LastSequence }: JobView, sequence: number): boolean {
  return ["Completed", "Failed", "Cancelled"].includes(Status) && LastSequence <= sequence;
}
