import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { MessagePublisher } from "@reelbus/contracts";
import { startRabbitMqWithTls, type RabbitMqWithTls } from "@reelbus/testing";
import { breakRabbitMq, withoutConfirm } from "./testing/broken-rabbitmq.ts";
import {
  processServer,
  publisherConformance,
  type ConformanceOptions,
  type ConformanceTestName,
} from "../testing/index.ts";
import { runConformanceCase } from "../testing/publisher-conformance.ts";
import { createRabbitMqTarget } from "./testing/rabbitmq-target.ts";
import { trustAlso } from "../testing/trust-also.ts";

let server: RabbitMqWithTls;
let trust: Disposable;
before(async () => {
  server = await startRabbitMqWithTls();
  trust = trustAlso(server.certificate);
});
after(async () => {
  trust[Symbol.dispose]();
  await server.broker.stop();
});

const options: Omit<ConformanceOptions<ConformanceTestName>, "name" | "create"> = {
  capabilities: { copies: "kept", tooLargeBytes: 5_000_000 },
  server: processServer(() => server.broker),
  skip: [{ test: "location not allowed", reason: "a broker has no local path" }],
};

publisherConformance({
  ...options,
  name: "RabbitMq",
  create: (format) =>
    createRabbitMqTarget(server.broker, format, undefined, (isShort) => server.setShortOfMemory(isShort)),
});

publisherConformance({
  ...options,
  name: "RabbitMq over TLS",
  skip: [
    ...options.skip,
    { test: "throttled", reason: "a broker short of memory treats all connections alike; it takes 5 s" },
    { test: "killed and restarted in the middle", reason: "the broker is killed without TLS; a restart takes 10 s" },
  ],
  create: (format) => createRabbitMqTarget(server.broker, format, { Protocol: "amqps", Port: server.tlsPort }),
});

// Here, where a broker may be killed; what else a broken adapter fails, publisher-conformance.test.ts shows.
it("RabbitMq without confirms loses events when the broker is killed in the middle, and the suite sees it", async () => {
  using _flaw = await breakRabbitMq(server.broker, withoutConfirm);
  const create = (format: MessagePublisher["Format"]) => createRabbitMqTarget(server.broker, format);
  await assert.rejects(runConformanceCase({ ...options, create }, "killed and restarted in the middle"), {
    message: /^every event, in order, once without copies/u,
  });
});
