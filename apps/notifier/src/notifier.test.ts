import assert from "node:assert/strict";
import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { LifecycleEvent } from "@reelbus/contracts";
import { makeRabbitMqQueue, rabbitMqSettings } from "@reelbus/publishers/testing";
import {
  makeTempFolder,
  sharedPostgres,
  sharedRabbitMq,
  startBlackHole,
  startRabbitMq,
  waitFor,
  withLeakCheck,
  type SharedServer,
} from "@reelbus/testing";
import { startHoldingReceiver } from "./testing/holding-receiver.ts";
import {
  filesOf,
  filesPublisher,
  publisherTo,
  startNotifierSystem,
  type NotifierSystem,
} from "./testing/notifier-system.ts";

describe("the notifier", () => {
  let broker: SharedServer;
  before(async () => {
    [broker] = await Promise.all([sharedRabbitMq(), sharedPostgres()]);
    // What is loaded on first use is no leak.
    await (await startNotifierSystem())[Symbol.asyncDispose]();
  });

  it(
    "delivers every event of a job to each of its publishers, in order",
    withLeakCheck(async () => {
      await using system = await startNotifierSystem();
      await using queue = await makeRabbitMqQueue(broker);
      await system.startNotifier();
      const jobId = await system.submit([queue.settings, filesPublisher(system.folder)]);
      await system.finish(jobId);
      await allDelivered(system);

      const history = await system.history(jobId);
      assert.equal(history.at(-1)?.EventType, "JobSuccess");
      assert.deepEqual(bodiesOf(await queue.received()), history);
      assert.deepEqual(await filesOf(system.folder, jobId), history);
      const metrics = await system.metrics.registry.metrics();
      assert.match(
        metrics,
        new RegExp(`reelbus_delivered_events_total\\{type="RabbitMq".*\\} ${history.length}\n`, "u"),
      );
    }),
  );

  it(
    "parks what can't be delivered, delivers to the others, and has missed nothing when it is redriven",
    withLeakCheck(async () => {
      await using system = await startNotifierSystem();
      await using queue = await makeRabbitMqQueue(broker);
      await system.startNotifier();
      const outside = await makeTempFolder("outside");
      const link = join(system.folder, "mended later");
      await symlink(outside.path, link);
      const missing = rabbitMqSettings(broker, { Queue: "no-such-queue" });
      const jobId = await system.submit([missing, filesPublisher(link), filesPublisher(system.folder), queue.settings]);
      await system.finish(jobId);
      const history = await system.history(jobId);
      const parked = async () => (await system.store.deliveries.page({ state: "Parked", limit: 50 })).Deliveries;
      await waitFor(async () => (await parked()).length === 2, { what: "the parked deliveries", timeoutMs: 30_000 });
      await allDelivered(system);
      const trouble = await parked();
      assert.deepEqual(
        trouble.map(({ PublisherIndex, Reason, DeliveredSequence }) => [PublisherIndex, Reason, DeliveredSequence]),
        [
          [1, "location-not-allowed", 0],
          [0, "destination-not-found", 0],
        ],
      );
      assert.deepEqual(await filesOf(system.folder, jobId), history);
      assert.deepEqual(bodiesOf(await queue.received()), history);

      await outside.remove();
      await rm(link);
      for (const { PublisherIndex } of trouble)
        await system.store.deliveries.redrive({ jobId, publisherIndex: PublisherIndex });
      system.bus.nudge("deliveries");
      await waitFor(async () => (await filesOf(link, jobId)).length === history.length, {
        what: "the files of the publisher that was mended",
        timeoutMs: 30_000,
      });
      assert.deepEqual(await filesOf(link, jobId), history);
      // The queue is still missing.
      await waitFor(async () => (await parked()).length === 1, { what: "the delivery that is parked again" });
    }),
  );

  it(
    "delivers the same events again, in order, to the publisher for which they are replayed",
    withLeakCheck(async () => {
      await using system = await startNotifierSystem();
      await using first = await makeRabbitMqQueue(broker);
      await using second = await makeRabbitMqQueue(broker);
      await system.startNotifier();
      const jobId = await system.submit([first.settings, second.settings]);
      await system.finish(jobId);
      await allDelivered(system);
      await system.store.deliveries.replay({ jobId, publisherIndex: 1 }, 3);
      system.bus.nudge("deliveries");
      await allDelivered(system);

      const history = await system.history(jobId);
      assert.deepEqual(bodiesOf(await first.received()), history);
      assert.deepEqual(bodiesOf(await second.received()), [...history, ...history.slice(2)]);
    }),
  );

  it(
    "shares the work among notifiers, none of which repeats another's",
    withLeakCheck(async () => {
      await using system = await startNotifierSystem();
      await using queue = await makeRabbitMqQueue(broker);
      const limits = { lanes: 3, batch: 2 };
      await Promise.all([1, 2, 3].map(() => system.startNotifier(limits)));
      const jobIds = await Promise.all(Array.from({ length: 10 }, () => system.submit([queue.settings])));
      await Promise.all(jobIds.map((jobId) => system.finish(jobId)));
      await allDelivered(system);

      const received = bodiesOf(await queue.received());
      for (const jobId of jobIds)
        assert.deepEqual(
          received.filter(({ JobId }) => JobId === jobId),
          await system.history(jobId),
        );
    }),
  );

  it(
    "delays nobody for a target that does not answer",
    withLeakCheck(async () => {
      await using blackHole = await startBlackHole();
      await using system = await startNotifierSystem();
      await system.startNotifier({ lanes: 6, perTarget: 2, waitingPerTarget: 1, graceMs: 100 });
      const stuck = await Promise.all(Array.from({ length: 20 }, () => system.submit([publisherTo(blackHole.port)])));
      for (const jobId of stuck) await system.advance(jobId);
      await waitFor(() => blackHole.open > 0, { what: "a connection to the silent target" });
      const jobId = await system.submit([filesPublisher(system.folder)]);
      await system.finish(jobId);
      const history = await system.history(jobId);
      await waitFor(async () => (await filesOf(system.folder, jobId)).length === history.length, {
        what: "the files",
        timeoutMs: 30_000,
      });
      // The silent target was still being waited for: nobody waited for its time limit.
      assert.deepEqual([blackHole.open, blackHole.taken], [1, 1]);
    }),
  );

  it(
    "hands its lanes back when it stops, even those that are stuck",
    withLeakCheck(async () => {
      await using blackHole = await startBlackHole();
      await using system = await startNotifierSystem();
      const first = await system.startNotifier({ graceMs: 100, leaseMs: 3_600_000 });
      await system.advance(await system.submit([publisherTo(blackHole.port)]));
      await waitFor(() => blackHole.open === 1, { what: "a connection to the silent target" });
      assert.equal(first.isReady(), true);
      await Promise.all([first.stop(), first.stop()]);
      assert.equal(first.isReady(), false);
      await waitFor(() => blackHole.open === 0, { what: "the end of the connection" });
      const lanes = await system.store.lanes.lease({ owner: "next", limit: 10, leaseMs: 60_000, batch: 10 });
      assert.deepEqual(
        lanes.map(({ failures }) => failures),
        [0],
      );
    }),
  );

  it(
    "takes over the lanes of a notifier that died",
    withLeakCheck(async () => {
      await using system = await startNotifierSystem();
      const jobId = await system.submit([filesPublisher(join(system.folder, "events"))]);
      await system.finish(jobId);
      const dead = await system.store.lanes.lease({ owner: "dead", limit: 1, leaseMs: 500, batch: 10 });
      assert.equal(dead.length, 1);
      await system.startNotifier();
      await allDelivered(system);
      assert.deepEqual(await filesOf(join(system.folder, "events"), jobId), await system.history(jobId));
    }),
  );

  it(
    "never delivers a lane while another notifier does, however long that takes",
    withLeakCheck(async () => {
      await using system = await startNotifierSystem();
      await using slow = await startHoldingReceiver();
      const limits = { leaseMs: 6_000 };
      await Promise.all([system.startNotifier(limits), system.startNotifier(limits)]);
      const jobId = await system.submit([slow.publisher]);
      await system.finish(jobId);
      await waitFor(() => slow.received.length > 0, { what: "the first event" });
      // A lease lasts for four renewals: without them, the other notifier would have taken the lane.
      await renewals(system, 5);
      slow.letGo();
      await allDelivered(system);

      assert.equal(slow.mostAtOnce, 1);
      assert.deepEqual(
        slow.received,
        (await system.history(jobId)).map(({ EventId }) => EventId),
      );
    }),
  );

  it("loses nothing when the broker is killed and comes back", { timeout: 180_000 }, async () => {
    await using own = await startRabbitMq();
    await using system = await startNotifierSystem();
    const queue = await makeRabbitMqQueue(own);
    await system.startNotifier();
    const jobIds = await Promise.all(Array.from({ length: 20 }, () => system.submit([queue.settings])));
    for (const jobId of jobIds) await system.advance(jobId);
    await Promise.all([...jobIds.map((jobId) => system.finish(jobId)), own.kill9()]);
    await own.restart();
    await allDelivered(system);

    const received = bodiesOf(await queue.received());
    for (const jobId of jobIds) {
      const ofJob = received.filter(({ JobId }) => JobId === jobId).map(({ EventId }) => EventId);
      const history = await system.history(jobId);
      assert.deepEqual(
        [...new Set(ofJob)],
        history.map(({ EventId }) => EventId),
      );
    }
  });
});

/** Resolves when no lane owes anything any more; parked ones don't count. */
async function allDelivered({ store }: { store: { lanes: { nextDueInMs(): Promise<number | null> } } }): Promise<void> {
  await waitFor(async () => (await store.lanes.nextDueInMs()) === null, {
    what: "the end of all deliveries",
    timeoutMs: 90_000,
  });
}

/** Resolves when the only lease there is has been renewed so often: each time its end moves away. */
async function renewals({ store }: Pick<NotifierSystem, "store">, count: number): Promise<void> {
  let seen = 0;
  let beforeMs = Infinity;
  const seenAll = async (): Promise<boolean> => {
    const untilEndMs = (await store.lanes.nextDueInMs()) ?? assert.fail("the lease is gone");
    if (untilEndMs > beforeMs) seen += 1;
    beforeMs = untilEndMs;
    return seen >= count;
  };
  await waitFor(seenAll, { what: `${count} renewals`, timeoutMs: 30_000 });
}

function bodiesOf(received: readonly { readonly body: unknown }[]): LifecycleEvent[] {
  return received.map(({ body }) => body as LifecycleEvent);
}
