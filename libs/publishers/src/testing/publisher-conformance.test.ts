import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  sharedRabbitMq,
  startWebhookReceiver,
  withLeakCheck,
  type SharedServer,
  type WebhookReceiver,
} from "@reelbus/testing";
import {
  breakRabbitMq,
  forgetsRetryAfter,
  swallowsErrors,
  turnsTheOrder,
  withFlaw,
  withoutConfirm,
  withoutMandatory,
  WithoutRename,
  type Flaw,
} from "./broken-adapters.ts";
import type { ConformanceOptions } from "./conformance-target.ts";
import { createFilesTarget, notForFiles } from "../files/testing/files-target.ts";
import { conformanceTestNames, runConformanceCase, type ConformanceTestName } from "./publisher-conformance.ts";
import { createRabbitMqTarget } from "../rabbitmq/testing/rabbitmq-target.ts";
import { createWebhookTarget } from "../webhook/testing/webhook-target.ts";

type Create = ConformanceOptions["create"];

describe("a publisher to folders fails the suite's cases", () => {
  const notApplying = notForFiles.map(({ test }) => test);
  const cases = conformanceTestNames.filter((name) => !notApplying.includes(name));
  const failedBy = (create: Create) =>
    failedCases({ capabilities: { copies: "merged", tooLargeBytes: null }, create }, cases);

  it(
    "not when it is whole",
    withLeakCheck(async () => assert.deepEqual(await failedBy((format) => createFilesTarget(format)), [])),
  );

  it(
    "when it does not rename",
    withLeakCheck(async () => {
      const failed = await failedBy((format) => createFilesTarget(format, WithoutRename));
      assert.deepEqual(failed, ["a reader never sees half an event"]);
    }),
  );

  it(
    "when it swallows errors",
    withLeakCheck(async () => {
      const failed = await failedBy(async (format) => withFlaw(await createFilesTarget(format), swallowsErrors));
      assert.deepEqual(failed, [
        "publish and check after close reject",
        "an aborted signal publishes nothing",
        "missing permission",
        "location not allowed",
      ]);
    }),
  );
});

describe("a publisher of webhooks fails the suite's cases", () => {
  let receiver: WebhookReceiver;
  before(async () => {
    receiver = await startWebhookReceiver({ tls: false });
  });
  after(() => receiver.stop());
  /** What others fail, the adapters above and below show. */
  const failedBy = (flaw: Flaw) =>
    failedCases(
      {
        capabilities: { copies: "kept", tooLargeBytes: 5_000_000, check: "connection", tellsRetryAfter: true },
        create: async (format) => withFlaw(await createWebhookTarget(receiver, format), flaw),
      },
      ["what was published has arrived whole", "throttled"],
    );

  it(
    "not when it is whole",
    withLeakCheck(async () => assert.deepEqual(await failedBy(() => ({})), [])),
  );

  it(
    "when it swallows errors",
    withLeakCheck(async () => assert.deepEqual(await failedBy(swallowsErrors), ["throttled"])),
  );

  it(
    "when it does not say how long to wait",
    withLeakCheck(async () => assert.deepEqual(await failedBy(forgetsRetryAfter), ["throttled"])),
  );
});

describe("a publisher to RabbitMQ fails the suite's cases", () => {
  const notApplying: readonly ConformanceTestName[] = [
    "location not allowed",
    // They stop the broker, which other tests use.
    "close while blocked ends",
    "abort while blocked ends",
    "a target that hangs is given up, and found again",
    "throttled",
    "cut off without a word in the middle", // takes a time limit to end
    "killed and restarted in the middle", // rabbitmq-publisher.test.ts
  ];
  const cases = conformanceTestNames.filter((name) => !notApplying.includes(name));
  const failedBy = (create: Create, of: readonly ConformanceTestName[] = cases) =>
    failedCases({ capabilities: { copies: "kept", tooLargeBytes: 5_000_000 }, create }, of);

  let broker: SharedServer;
  before(async () => {
    broker = await sharedRabbitMq();
  });

  it(
    "when messages are not mandatory",
    withLeakCheck(async () => {
      using _flaw = await breakRabbitMq(broker, withoutMandatory);
      assert.deepEqual(await failedBy((format) => createRabbitMqTarget(broker, format)), ["unroutable"]);
    }),
  );

  it(
    "when it does not wait for confirms",
    withLeakCheck(async () => {
      using _flaw = await breakRabbitMq(broker, withoutConfirm);
      // Others fail only when the test is quicker than the broker.
      const always: readonly ConformanceTestName[] = [
        "missing permission",
        "missing destination",
        "unroutable",
        "an event that is too large is refused for good",
        "cut off without a word in the middle",
      ];
      assert.deepEqual(await failedBy((format) => createRabbitMqTarget(broker, format), always), always);
    }),
  );

  it(
    "when it swallows errors",
    withLeakCheck(async () => {
      const failed = await failedBy(async (format) =>
        withFlaw(await createRabbitMqTarget(broker, format), swallowsErrors),
      );
      assert.deepEqual(failed, [
        "publish and check after close reject",
        "an aborted signal publishes nothing",
        "close while connecting ends",
        "wrong credentials",
        "missing permission",
        "missing destination",
        "unknown host",
        "refused connection",
        "untrusted certificate",
        "unroutable",
        "an event that is too large is refused for good",
      ]);
    }),
  );

  it(
    "when it turns the order",
    withLeakCheck(async () => {
      const failed = await failedBy(async (format) =>
        withFlaw(await createRabbitMqTarget(broker, format), turnsTheOrder),
      );
      assert.deepEqual(failed, [
        "what was published has arrived whole",
        "CloudEvents carry the event",
        "batches arrive in order",
        "each job keeps its order when several publish at once",
      ]);
    }),
  );
});

/** The cases that an adapter fails, in the suite's order. */
async function failedCases(
  options: Pick<ConformanceOptions, "capabilities" | "create">,
  names: readonly ConformanceTestName[],
): Promise<ConformanceTestName[]> {
  const failed: ConformanceTestName[] = [];
  for (const name of names) await runConformanceCase({ ...options, server: null }, name).catch(() => failed.push(name));
  return failed;
}
