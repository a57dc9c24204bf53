import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { sharedRabbitMq, startWebhookReceiver, withLeakCheck, type SharedServer } from "@reelbus/testing";
import {
  checksByPublishing,
  closesNothing,
  closesOnce,
  closesWhatWasUsed,
  crashesWhenClosed,
  forgetsRetryAfter,
  ignoresAbort,
  Impatient,
  refusesNothing,
  staysBroken,
  swallowsErrors,
  turnsTheOrder,
  withFlaw,
  WithoutRename,
  type Flaw,
} from "./broken-adapters.ts";
import {
  breakRabbitMq,
  withoutConfirm,
  withoutMandatory,
  withoutMessageId,
} from "../rabbitmq/testing/broken-rabbitmq.ts";
import type { ConformanceOptions } from "./conformance-target.ts";
import { createFilesTarget, Disk, notForFiles } from "../files/testing/files-target.ts";
import { processServer } from "./process-server.ts";
import { conformanceTestNames, runConformanceCase, type ConformanceTestName } from "./publisher-conformance.ts";
import { createRabbitMqTarget } from "../rabbitmq/testing/rabbitmq-target.ts";
import { createWebhookTarget } from "../webhook/testing/webhook-target.ts";

type Create = ConformanceOptions["create"];

/** The cases that broken adapters fail, in the suite's order, by what is wrong with them. */
type Failures = Readonly<Record<string, readonly [Flaw, ...ConformanceTestName[]]>>;
type Failed = readonly ConformanceTestName[];

const byOrder = [
  "what was published has arrived whole",
  "CloudEvents carry the event",
  "batches arrive in order",
  "each job keeps its order when several publish at once",
] as const;
const byRename: Failed = ["a reader never sees half an event"];
const byMandatory: Failed = ["unroutable"];
const byMessageId: Failed = ["a second copy of an event can be told", "unroutable"];
// Others fail only when the test is quicker than the broker.
const byConfirm: Failed = [
  "missing permission",
  "missing destination",
  "unroutable",
  "an event that is too large is refused for good",
  "cut off without a word in the middle",
];

const onFolder: Failures = {
  "it swallows errors": [
    swallowsErrors,
    "publish and check after close reject",
    "an aborted signal publishes nothing",
    "missing permission",
    "location not allowed",
  ],
  "it turns the order": [turnsTheOrder, ...byOrder],
};

/** Where a call that hangs ends by its limit alone. Each adapter runs through the cases alone that it fails. */
const onHangingDisk: Failures = {
  "it takes no empty batch": [refusesNothing, "publishing nothing resolves"],
  "its check publishes an event": [checksByPublishing, "a check publishes nothing"],
  "it can't be closed twice": [closesOnce, "close twice"],
  "it can't be closed before it was used": [closesWhatWasUsed, "close before the first publish"],
  "its close ends no call": [closesNothing, "close while blocked ends"],
  "it crashes when it is closed": [crashesWhenClosed, "close while blocked ends"],
  "it ignores the caller's signal": [ignoresAbort, "abort while blocked ends"],
  "it does not connect anew": [staysBroken, "a target that hangs is given up, and found again"],
};

/** Each adapter runs through the cases alone that it fails. */
const onWebhook: Failures = {
  "it swallows errors": [swallowsErrors, "throttled"],
  "it does not say how long to wait": [forgetsRetryAfter, "throttled"],
  "it does not connect anew": [staysBroken, "killed and restarted in the middle"],
};

const onBroker: Failures = {
  "it swallows errors": [
    swallowsErrors,
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
  ],
  "it turns the order": [turnsTheOrder, ...byOrder],
};

describe("a publisher to folders fails the suite's cases", () => {
  const notApplying = notForFiles.map(({ test }) => test);
  const cases = conformanceTestNames.filter((name) => !notApplying.includes(name));
  const capabilities = { copies: "merged", tooLargeBytes: null, silentServer: "timeout" } as const;
  const failedBy = (create: Create) => failedCases({ capabilities, create, server: null }, cases);

  it(
    "not when it is whole",
    withLeakCheck(async () => assert.deepEqual(await failedBy((format) => createFilesTarget(format)), [])),
  );

  it(
    "when it does not rename",
    withLeakCheck(async () => {
      assert.deepEqual(await failedBy((format) => createFilesTarget(format, WithoutRename)), byRename);
    }),
  );

  for (const [when, [flaw, ...fails]] of Object.entries(onFolder))
    it(
      `when ${when}`,
      withLeakCheck(async () => {
        assert.deepEqual(await failedBy(async (format) => withFlaw(await createFilesTarget(format), flaw)), fails);
      }),
    );

  for (const [when, [flaw, ...fails]] of Object.entries(onHangingDisk))
    it(
      `when ${when}`,
      withLeakCheck(async () => {
        const server = new Disk();
        const create: Create = async (format) => withFlaw(await createFilesTarget(format, Impatient, server), flaw);
        assert.deepEqual(await failedCases({ capabilities, create, server }, fails), fails);
      }),
    );
});

describe("a publisher of webhooks fails the suite's cases", () => {
  const capabilities = { copies: "kept", tooLargeBytes: null, check: "connection", tellsRetryAfter: true } as const;
  const failedBy = async (flaw: Flaw, cases: Failed) => {
    // One for each: where a case that fails leaves it, dead or started again, is not known.
    await using receiver = await startWebhookReceiver({ tls: false });
    const server = processServer(() => receiver);
    const create: Create = async (format) => withFlaw(await createWebhookTarget(receiver, format), flaw);
    return await failedCases({ capabilities, create, server }, cases);
  };

  it(
    "not when it is whole",
    withLeakCheck(async () => assert.deepEqual(await failedBy(() => ({}), ["throttled"]), [])),
  );

  for (const [when, [flaw, ...fails]] of Object.entries(onWebhook))
    it(
      `when ${when}`,
      withLeakCheck(async () => assert.deepEqual(await failedBy(flaw, fails), fails)),
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
  const capabilities = { copies: "kept", tooLargeBytes: 5_000_000 } as const;
  const failedBy = (create: Create, of: Failed = cases) => failedCases({ capabilities, create, server: null }, of);

  let broker: SharedServer;
  const create: Create = (format) => createRabbitMqTarget(broker, format);
  before(async () => {
    broker = await sharedRabbitMq();
  });

  it(
    "when messages are not mandatory",
    withLeakCheck(async () => {
      using _flaw = await breakRabbitMq(broker, withoutMandatory);
      assert.deepEqual(await failedBy(create), byMandatory);
    }),
  );

  it(
    "when messages have no id",
    withLeakCheck(async () => {
      using _flaw = await breakRabbitMq(broker, withoutMessageId);
      assert.deepEqual(await failedBy(create, byMessageId), byMessageId);
    }),
  );

  it(
    "when it does not wait for confirms",
    withLeakCheck(async () => {
      using _flaw = await breakRabbitMq(broker, withoutConfirm);
      assert.deepEqual(await failedBy(create, byConfirm), byConfirm);
    }),
  );

  for (const [when, [flaw, ...fails]] of Object.entries(onBroker))
    it(
      `when ${when}`,
      withLeakCheck(async () => {
        assert.deepEqual(await failedBy(async (format) => withFlaw(await create(format), flaw)), fails);
      }),
    );
});

it("each case of the suite is failed by one of these adapters", () => {
  const flaws = [onFolder, onHangingDisk, onWebhook, onBroker].flatMap((failures) => Object.values(failures));
  const failed = new Set([
    ...[byRename, byMandatory, byMessageId, byConfirm].flat(),
    ...flaws.flatMap(([, ...fails]) => fails),
  ]);
  const unproven = conformanceTestNames.filter((name) => !failed.has(name));
  assert.deepEqual(unproven, []);
});

/** The cases that an adapter fails, in the suite's order. */
async function failedCases(
  options: Pick<ConformanceOptions, "capabilities" | "create" | "server">,
  names: readonly ConformanceTestName[],
): Promise<ConformanceTestName[]> {
  const failed: ConformanceTestName[] = [];
  for (const name of names) await runConformanceCase(options, name).catch(() => failed.push(name));
  return failed;
}
