import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReelbusError, type LifecycleEvent, type MessagePublisher } from "@reelbus/contracts";
import { PublishError } from "@reelbus/publishers";
import { sampleEvents } from "@reelbus/publishers/testing";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import { deliverLane, type DeliveryDeps } from "./deliver-lane.ts";
import type { Report } from "./report.ts";
import { NotTried } from "./target.ts";
import { sampleLane } from "./testing/sample-lane.ts";

const unreachable = new ReelbusError("host-unreachable", "The broker is gone.");
const denied = new ReelbusError("access-denied", "Wrong password.");
const unknown = new ReelbusError("host-not-found", "No such host.");
const tooLarge = new ReelbusError("message-too-large", "Too large.");

describe("deliverLane", () => {
  it(
    "publishes batch after batch, notes each one, then gives the lane back",
    withLeakCheck(async () => {
      const events = sampleEvents(5);
      const world = new World({ later: events.slice(3) });
      assert.equal(await world.deliver({ events: events.slice(0, 3) }), false);
      assert.deepEqual(world.published, [
        [1, 2, 3],
        [4, 5],
      ]);
      assert.deepEqual(world.calls, ["delivered 3", "delivered 5"]);
      assert.deepEqual(
        world.reports.map(({ kind }) => kind),
        ["delivered", "delivered"],
      );
    }),
  );

  it("uses the settings with their secrets", async () => {
    const world = new World({ secrets: { "/MessagePublishers/0/CredentialsSecret": "hunter2" } });
    await world.deliver();
    const [settings] = world.settings;
    assert.ok(settings?.Type === "RabbitMq");
    assert.equal(settings.CredentialsSecret, "hunter2");
  });

  it("comes back later after a failure", async () => {
    const world = new World({ publish: () => Promise.reject(new PublishError(unreachable, 0)) });
    assert.equal(await world.deliver({ failures: 4 }), true);
    assert.deepEqual(world.calls, ["retry host-unreachable"]);
    assert.equal(world.reports[0]?.kind, "failed");
  });

  it("wakes the others that wait for a target which takes events again, once", async () => {
    const events = sampleEvents(5);
    const world = new World({ later: events.slice(3) });
    for (const siblings of [3, 0]) {
      world.siblings = siblings;
      assert.equal(await world.deliver({ events: events.slice(0, 3), failures: 4 }), siblings > 0);
    }
    assert.deepEqual(world.calls.slice(0, 3), ["delivered 3", "wake", "delivered 5"]);
    assert.equal(world.calls.filter((call) => call === "wake").length, 2);
  });

  it("counts what was delivered before a failure, which then is the first one of its row", async () => {
    const world = new World({ publish: () => Promise.reject(new PublishError(unreachable, 2)) });
    await world.deliver({ failures: 99 });
    assert.deepEqual(world.calls, ["delivered 2", "retry host-unreachable"]);
    assert.ok(world.delayMs <= 2_000, String(world.delayMs));
  });

  it("parks a lane at once when trying again can't help, and skips nothing", async () => {
    for (const error of [denied, tooLarge]) {
      const world = new World({ publish: () => Promise.reject(new PublishError(error, 1)) });
      assert.equal(await world.deliver(), false);
      assert.deepEqual(world.calls, ["delivered 1", `park ${error.reason}`]);
      assert.equal(world.reports.at(-1)?.kind, "parked");
    }
  });

  it("parks a lane to a host that is not known, unless the host has taken an event of it", async () => {
    const parked = new World({ publish: () => Promise.reject(new PublishError(unknown, 0)) });
    await parked.deliver();
    assert.deepEqual(parked.calls, ["park host-not-found"]);
    const world = new World({ publish: () => Promise.reject(new PublishError(unknown, 1)) });
    await world.deliver();
    world.publish = () => Promise.reject(new PublishError(unknown, 0));
    await world.deliver({ events: sampleEvents(2, { from: 2 }), hasDelivered: true });
    assert.deepEqual(world.calls, ["delivered 1", "retry host-not-found", "retry host-not-found"]);
  });

  it("comes back later to a target that is known to refuse others for good", async () => {
    const refusal = new ReelbusError("access-denied", "Wrong password.", { retryable: true, retryAfterMs: 30_000 });
    const world = new World({ publish: () => Promise.reject(refusal) });
    assert.equal(await world.deliver(), true);
    assert.deepEqual([world.calls, world.delayMs], [["retry access-denied"], 30_000]);
  });

  it("tells when the store has parked the lane, and nothing when the lease is lost", async () => {
    const world = new World();
    for (const settled of ["parked", null] as const)
      for (const error of [unreachable, denied]) {
        world.settled = settled;
        world.publish = () => Promise.reject(new PublishError(error, 0));
        await world.deliver({ failures: 300 });
      }
    assert.deepEqual(
      world.reports.map(({ kind }) => kind),
      ["parked", "parked"],
    );
  });

  it("publishes nothing when the answer with the lane came too late to be sure of the lease", async () => {
    const world = new World({ leaseMs: 60_000 });
    world.answeredAfterMs = 45_000;
    assert.equal(await world.deliver(), false);
    assert.deepEqual([world.published, world.calls], [[], []]);
  });

  it("gives the lane back for later when the target's queue is full", async () => {
    const world = new World({ publish: () => Promise.reject(new NotTried(500)) });
    assert.equal(await world.deliver(), true);
    assert.deepEqual(world.calls, ["release later"]);
    assert.deepEqual(world.reports, []);
  });

  it("finishes the batch in flight when the notifier stops, and starts no other", async () => {
    const world = new World({ later: sampleEvents(1, { from: 4 }) });
    world.publish = () => {
      world.stopping.abort();
      return Promise.resolve();
    };
    await world.deliver();
    assert.deepEqual(world.calls, ["delivered 3", "release now"]);
  });

  it("keeps what was delivered when a batch is cut short", async () => {
    const world = new World();
    world.publish = (_events, signal) => {
      world.forced.abort();
      assert.ok(signal.aborted);
      return Promise.reject(new PublishError(unreachable, 1));
    };
    await world.deliver();
    assert.deepEqual(world.calls, ["delivered 1", "release now"]);
  });

  it(
    "stops publishing and touches nothing once the lease is lost",
    withLeakCheck(async () => {
      const world = new World({ leaseMs: 20, renew: () => Promise.resolve(false) });
      world.publish = async (_events, signal) => {
        await waitFor(() => signal.aborted, { what: "the end of the lease" });
        throw new PublishError(unreachable, 2);
      };
      await world.deliver();
      assert.deepEqual(world.calls, []);
    }),
  );

  it(
    "takes a lease for lost when the store can't renew it",
    withLeakCheck(async () => {
      const world = new World({ leaseMs: 20, renew: () => Promise.reject(new Error("no database")) });
      world.publish = (_events, signal) => waitFor(() => signal.aborted, { what: "the end of the lease" }).then();
      await world.deliver();
      assert.deepEqual(world.calls, []);
    }),
  );

  it("touches nothing when the process stood still beyond the lease, whatever comes first after it", async () => {
    const world = new World({ leaseMs: 20 });
    world.publish = () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      return Promise.resolve();
    };
    assert.equal(await world.deliver(), false);
    assert.deepEqual(world.calls, []);
  });

  it(
    "rejects when the store fails, and holds the lease no longer",
    withLeakCheck(async () => {
      const world = new World({ leaseMs: 3_600_000 });
      world.recordFailure = new ReelbusError("internal", "no database");
      await assert.rejects(world.deliver(), world.recordFailure);
    }),
  );
});

/** The name of the lease. */
const OWNER = "notifier.7";

type Publish = (events: readonly LifecycleEvent[], signal: AbortSignal) => Promise<unknown>;

/** A store and a target that do as the test says, and remember what they were asked. */
class World {
  readonly calls: string[] = [];
  readonly published: number[][] = [];
  readonly settings: MessagePublisher[] = [];
  readonly reports: Report[] = [];
  readonly stopping = new AbortController();
  readonly forced = new AbortController();
  publish: Publish;
  recordFailure: Error | null = null;
  /** What the store says to a failure. */
  settled: "retried" | "parked" | null = "retried";
  /** How many lanes wait for the same target. */
  siblings = 0;
  /** How long the answer took that brought the lane. */
  answeredAfterMs = 0;
  /** The pause after the last failure. */
  delayMs = 0;
  readonly #later: LifecycleEvent[];
  readonly #deps: DeliveryDeps;
  #lastSequence = 0;

  constructor(
    options: {
      publish?: Publish;
      later?: LifecycleEvent[];
      secrets?: Record<string, string>;
      leaseMs?: number;
      renew?: () => Promise<boolean>;
    } = {},
  ) {
    const { publish = () => Promise.resolve(), later = [], secrets = {}, leaseMs = 60_000 } = options;
    const { renew = () => Promise.resolve(true) } = options;
    this.publish = publish;
    this.#later = later;
    this.#deps = {
      limits: { batch: 3, furtherBatchBytes: 100_000, leaseMs },
      openSecrets: () => secrets,
      report: (report) => this.reports.push(report),
      stopping: this.stopping.signal,
      forced: this.forced.signal,
      events: {
        after: (_job, sequence, limit, maxBytes) => {
          assert.equal(maxBytes, 100_000);
          return Promise.resolve(this.#after(sequence, limit));
        },
      },
      lanes: {
        renew,
        delivered: async (_lane, owner, sequence) => {
          assert.equal(owner, OWNER);
          await this.#note(`delivered ${sequence}`);
          return sequence < this.#lastSequence;
        },
        release: (_lane, owner, delayMs = 0) => {
          assert.equal(owner, OWNER);
          return this.#note(delayMs > 0 ? "release later" : "release now");
        },
        retryLater: async (_lane, owner, { delayMs, parkAfterMs, reason }) => {
          assert.equal(owner, OWNER);
          assert.equal(parkAfterMs, 72 * 3_600_000);
          this.delayMs = delayMs;
          await this.#note(`retry ${reason}`);
          return this.settled;
        },
        park: async (_lane, owner, { reason }) => {
          assert.equal(owner, OWNER);
          await this.#note(`park ${reason}`);
          return this.settled !== null;
        },
        wakeSiblings: async () => {
          await this.#note("wake");
          return this.siblings;
        },
      },
      targets: {
        publish: async (settings, events, { signal }) => {
          this.settings.push(settings);
          this.published.push(events.map(({ Sequence }) => Sequence));
          await this.publish(events, signal);
        },
      },
    };
  }

  deliver(changes: Parameters<typeof sampleLane>[0] = {}): Promise<boolean> {
    const lane = sampleLane(changes);
    this.#lastSequence = Math.max(...[...lane.events, ...this.#later].map(({ Sequence }) => Sequence));
    return deliverLane(lane, { owner: OWNER, askedAtMs: performance.now() - this.answeredAfterMs }, this.#deps);
  }

  #after(sequence: number, limit: number): LifecycleEvent[] {
    return this.#later.filter((event) => event.Sequence > sequence).slice(0, limit);
  }

  #note(call: string): Promise<void> {
    if (this.recordFailure !== null) return Promise.reject(this.recordFailure);
    this.calls.push(call);
    return Promise.resolve();
  }
}
