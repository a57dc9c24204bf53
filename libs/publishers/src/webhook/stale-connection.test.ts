import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { it } from "node:test";
import { withLeakCheck } from "@reelbus/testing";
import { failureOf, forever } from "../testing/assertions.ts";
import { withPublisherTo } from "../testing/calls.ts";
import { sampleEvents } from "../testing/index.ts";
import { type AnsweringServer, startServer } from "./testing/answering-server.ts";
import { webhookSettings } from "./testing/webhook-settings.ts";

it(
  "publishes over a new connection when the receiver ends those that were idle",
  withLeakCheck(async () => {
    await using receiver = await startReceiver(({ isReused }) => !isReused);
    const [last] = sampleEvents(1);
    assert.ok(last);
    await withPublisherTo(webhookSettings(receiver.url), async (publisher) => {
      await Promise.all([1, 2].map(() => publisher.publish(sampleEvents(1), forever)));
      await publisher.publish([last], forever);
    });
    assert.deepEqual(idsAsked(receiver).slice(2), [last.EventId, last.EventId]);
    assert.equal(receiver.connections, 3);
  }),
);

it(
  "gives up when the new connection is ended, too",
  withLeakCheck(async () => {
    await using receiver = await startReceiver(({ count }) => count === 1);
    const [first, second] = sampleEvents(2);
    assert.ok(first && second);
    await withPublisherTo(webhookSettings(receiver.url), async (publisher) => {
      const error = await failureOf(publisher.publish([first, second], forever));
      assert.deepEqual([error.reason, error.retryable, error.deliveredCount], ["host-unreachable", true, 1]);
    });
    assert.deepEqual(idsAsked(receiver), [first.EventId, second.EventId, second.EventId]);
  }),
);

it(
  "asks once over a connection that was not idle",
  withLeakCheck(async () => {
    await using receiver = await startReceiver(() => false);
    await withPublisherTo(webhookSettings(receiver.url), async (publisher) => {
      assert.equal((await failureOf(publisher.publish(sampleEvents(1), forever))).reason, "host-unreachable");
    });
    assert.equal(receiver.requests.length, 1);
  }),
);

interface Turn {
  /** How many requests there were, this one included. */
  readonly count: number;
  /** Whether its connection has brought one before. */
  readonly isReused: boolean;
}

/** A server that answers a request or ends its connection, as one does whose patience with an idle one is just over. */
async function startReceiver(answers: (turn: Turn) => boolean) {
  const used = new Set<Socket>();
  const server = await startServer(({ socket }, response) => {
    if (answers({ count: server.requests.length, isReused: used.has(socket) })) response.writeHead(204).end();
    else socket.destroy();
    used.add(socket);
  });
  return server;
}

const idsAsked = ({ requests }: AnsweringServer) => requests.map(({ headers }) => headers["webhook-id"]);
