import type { LifecycleEvent } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { ApiRefusal, ApiUnreachable } from "./api-error.ts";
import { followEvents } from "./follow-events.ts";

type Answer = (response: ServerResponse) => void;

const TIMING = { firstPauseMs: 1, longestPauseMs: 2, fruitlessTries: 4 };
const { JobCreated, AcquisitionProgress, ContentAcquired, JobSuccess } = eventExamples;

/** Events as the API writes them; the connection is cut after them, in the middle of another one. */
const cutAfter =
  (...events: LifecycleEvent[]): Answer =>
  (response) => {
    writeEvents(response, events);
    response.write('data: {"EventType":', () => response.destroy());
  };

const endAfter =
  (...events: LifecycleEvent[]): Answer =>
  (response) => {
    writeEvents(response, events);
    response.end();
  };

const refuse =
  (status: number, error: string): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify({ Error: error, Message: `refused by ${status}` }));
  };

const answerText =
  (status: number, text: string): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "text/html" }).end(text);
  };

function writeEvents(response: ServerResponse, events: readonly LifecycleEvent[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) response.write(`id: ${event.Sequence}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** Follows a server that gives these answers, one a request, the last one for ever. */
async function follow(answers: readonly Answer[], signal = new AbortController().signal) {
  const asked: (string | undefined)[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    assert.equal(request.headers.accept, "text/event-stream");
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.headers["last-event-id"] as string | undefined);
    answer?.(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs/1/events`);
  const events: LifecycleEvent[] = [];
  let error: unknown = null;
  try {
    for await (const event of followEvents(url, 0, signal, TIMING)) events.push(event);
  } catch (thrown) {
    error = thrown;
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
  return { asked, error, types: events.map((event) => event.EventType) };
}

describe("following a job's events", () => {
  it("ends with the terminal event", async () => {
    const { types, asked, error } = await follow([endAfter(JobCreated, JobSuccess)]);
    assert.equal(error, null);
    assert.deepEqual(types, ["JobCreated", "JobSuccess"]);
    assert.deepEqual(asked, ["0"]);
  });

  it("resumes after a cut and after an end by Last-Event-ID, with no event twice or lost", async () => {
    const { types, asked, error } = await follow([
      cutAfter(JobCreated, AcquisitionProgress),
      endAfter(ContentAcquired),
      endAfter(JobSuccess),
    ]);
    assert.equal(error, null);
    assert.deepEqual(types, ["JobCreated", "AcquisitionProgress", "ContentAcquired", "JobSuccess"]);
    assert.deepEqual(asked, ["0", "2", "3"]);
  });

  it("tries again when it is told to come later", async () => {
    const { types, asked, error } = await follow([
      refuse(429, "too-many-requests"),
      refuse(503, "unavailable"),
      answerText(502, "<h1>Bad gateway</h1>"),
      endAfter(JobCreated, JobSuccess),
    ]);
    assert.equal(error, null);
    assert.equal(asked.length, 4);
    assert.deepEqual(types, ["JobCreated", "JobSuccess"]);
  });

  it("does not try again when the job is unknown", async () => {
    const { asked, error } = await follow([refuse(404, "not-found")]);
    assert.ok(error instanceof ApiRefusal);
    assert.equal(error.status, 404);
    assert.equal(asked.length, 1);
  });

  it("ends when there is nothing more to come", async () => {
    const { asked, error, types } = await follow([(response) => response.writeHead(204).end()]);
    assert.equal(error, null);
    assert.deepEqual(types, []);
    assert.equal(asked.length, 1);
  });

  it("does not try again what answers, but not as the API", async () => {
    for (const answer of [answerText(404, "<h1>Not found</h1>"), answerText(200, "data: <h1>Hello</h1>\n\n")]) {
      const { asked, error } = await follow([answer]);
      assert.ok(error instanceof ApiUnreachable);
      assert.match(error.message, /does not answer as a Reelbus API would/u);
      assert.equal(asked.length, 1);
    }
  });

  it("gives up after so many tries in a row without an event, cut or ended", async () => {
    for (const fruitless of [cutAfter(), endAfter()]) {
      const { asked, error } = await follow([endAfter(JobCreated), fruitless]);
      assert.ok(error instanceof ApiUnreachable);
      assert.match(error.message, /no answer from http:/u);
      assert.equal(asked.length, TIMING.fruitlessTries);
    }
  });

  it("tells in the end what it was refused with", async () => {
    const { asked, error } = await follow([refuse(429, "too-many-requests")]);
    assert.ok(error instanceof ApiRefusal);
    assert.equal(error.message, "refused by 429");
    assert.equal(asked.length, TIMING.fruitlessTries);
  });

  it("ends when its signal aborts, with the signal's reason", async () => {
    const stopping = new AbortController();
    const reason = new Error("stopped");
    const { error } = await follow([() => stopping.abort(reason)], stopping.signal);
    assert.equal(error, reason);
  });
});
