import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import type { MessagePublisher } from "@reelbus/contracts";
import { startRabbitMqWithTls, withLeakCheck, type RabbitMqWithTls } from "@reelbus/testing";
import { assertRefused, forever, receivedEvents, withPublisher } from "../testing/assertions.ts";
import { breakRabbitMq, withoutConfirm } from "../testing/broken-rabbitmq.ts";
import {
  publisherConformance,
  sampleEvents,
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
  server: {
    pause: () => process.kill(server.broker.pid, "SIGSTOP"),
    resume: () => process.kill(server.broker.pid, "SIGCONT"),
    kill: () => server.broker.kill9(),
    restart: () => server.broker.restart(),
  },
  skip: [{ test: "location not allowed", reason: "a broker has no local path" }],
};

publisherConformance({
  ...options,
  name: "RabbitMq",
  create: (format) => createRabbitMqTarget(server.broker, format),
});

publisherConformance({
  ...options,
  name: "RabbitMq over TLS",
  skip: [
    ...options.skip,
    { test: "killed and restarted in the middle", reason: "the broker is killed without TLS; a restart takes 10 s" },
  ],
  create: (format) => createRabbitMqTarget(server.broker, format, { Protocol: "amqps", Port: server.tlsPort }),
});

it(
  "RabbitMq is throttled by a broker that is short of memory, and delivers when that is over",
  withLeakCheck(async () => {
    await using target = await createRabbitMqTarget(server.broker, "Json");
    await withPublisher(target, async (publisher) => {
      await publisher.check(forever);
      await server.setShortOfMemory(true);
      try {
        await assertRefused(publisher.publish(sampleEvents(1), forever), "throttled");
      } finally {
        await server.setShortOfMemory(false);
      }
      const events = sampleEvents(1);
      await publisher.publish(events, forever);
      assert.deepEqual((await receivedEvents(target)).at(-1), events[0]);
    });
  }),
);

// Here, where a broker may be killed; what else a broken adapter fails, publisher-conformance.test.ts shows.
it("RabbitMq without confirms loses events when the broker is killed in the middle, and the suite sees it", async () => {
  using _flaw = await breakRabbitMq(server.broker, withoutConfirm);
  const create = (format: MessagePublisher["Format"]) => createRabbitMqTarget(server.broker, format);
  await assert.rejects(runConformanceCase({ ...options, create }, "killed and restarted in the middle"), {
    message: /^every event, in order, once without copies/u,
  });
});
