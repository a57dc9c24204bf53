import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { it } from "node:test";
import { withLeakCheck } from "@reelbus/testing";
import { failureOf, forever } from "../testing/assertions.ts";
import { withPublisherTo } from "../testing/calls.ts";
import { sampleEvents } from "../testing/index.ts";

const Secret = `whsec_${Buffer.alloc(24, "key").toString("base64")}`;

it(
  "publishes over a new connection when the receiver ends those that were idle",
  withLeakCheck(async () => {
    await using receiver = await startReceiver(({ isIdle }) => !isIdle);
    const [last] = sampleEvents(1);
    assert.ok(last);
    await withPublisherTo(receiver.settings, async (publisher) => {
      await Promise.all([1, 2].map(() => publisher.publish(sampleEvents(1), forever)));
      await publisher.publish([last], forever);
    });
    assert.deepEqual(receiver.asked.slice(2), [last.EventId, last.EventId]);
    assert.equal(receiver.connections, 3);
  }),
);

it(
  "gives up when the new connection is ended, too",
  withLeakCheck(async () => {
    await using receiver = await startReceiver(({ count }) => count === 1);
    const [first, second] = sampleEvents(2);
    assert.ok(first && second);
    await withPublisherTo(receiver.settings, async (publisher) => {
      const error = await failureOf(publisher.publish([first, second], forever));
      assert.deepEqual([error.reason, error.retryable, error.deliveredCount], ["host-unreachable", true, 1]);
    });
    assert.deepEqual(receiver.asked, [first.EventId, second.EventId, second.EventId]);
  }),
);

it(
  "asks once over a connection that was not idle",
  withLeakCheck(async () => {
    await using receiver = await startReceiver(() => false);
    await withPublisherTo(receiver.settings, async (publisher) => {
      assert.equal((await failureOf(publisher.publish(sampleEvents(1), forever))).reason, "host-unreachable");
    });
    assert.equal(receiver.asked.length, 1);
  }),
);

interface Request {
  /** How many there were, this one included. */
  readonly count: number;
  /** Whether its connection has had an answer before. */
  readonly isIdle: boolean;
}

/** A server that answers a request or ends its connection, as one does whose patience with an idle one is just over. */
async function startReceiver(answers: (request: Request) => boolean) {
  const asked: unknown[] = [];
  const used = new Set<Socket>();
  let connections = 0;
  const answer = (response: ServerResponse, socket: Socket): void => {
    if (answers({ count: asked.length, isIdle: used.has(socket) })) response.writeHead(204).end();
    else socket.destroy();
    used.add(socket);
  };
  const server = createServer((request, response) => {
    asked.push(request.headers["webhook-id"]);
    request.resume().once("end", () => answer(response, request.socket));
  });
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const Url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    settings: { Type: "Webhook", Format: "Json", Url, Secret } as const,
    asked,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
