import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ReelbusError, type MessagePublisher } from "@reelbus/contracts";
import { PublishError, type Publisher } from "@reelbus/publishers";
import { sampleEvents } from "@reelbus/publishers/testing";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import { NotTried } from "./target.ts";
import { Targets } from "./targets.ts";

const never = new AbortController().signal;
const signals = { signal: never, stopping: never };
const events = sampleEvents(1);

describe("Targets", () => {
  it(
    "shares one publisher among equal settings, secrets included, and closes all",
    withLeakCheck(async () => {
      await using world = new World();
      await world.publish(settings("a", "secret"));
      await world.publish(settings("a", "secret"));
      await world.publish(settings("a", "other secret"));
      await world.publish(settings("b", "secret"));
      assert.equal(world.opened.length, 3);
      await world.targets.close();
      assert.ok(world.opened.every(({ closed }) => closed));
    }),
  );

  it(
    "disconnects a target that nobody uses, and opens it again when needed",
    withLeakCheck(async () => {
      await using world = new World({ idleMs: 20 });
      await world.publish(settings("a"));
      await waitFor(() => world.opened[0]?.closed, { what: "the target to be closed" });
      await world.publish(settings("a"));
      assert.equal(world.opened.length, 2);
    }),
  );

  it(
    "keeps a target open while somebody uses it",
    withLeakCheck(async () => {
      await using world = new World({ idleMs: 8 });
      const blocked = world.block();
      const publishing = world.publish(settings("a"));
      await world.publish(settings("b"));
      await waitFor(() => world.opened[1]?.closed, { what: "the idle target to be closed" });
      assert.equal(world.opened[0]?.closed, false);
      blocked.resolve(undefined);
      await publishing;
    }),
  );

  it(
    "keeps no more idle targets than it may, the least used go first",
    withLeakCheck(async () => {
      await using world = new World({ idleTargets: 2 });
      for (const host of ["a", "b", "a", "c"]) await world.publish(settings(host));
      await world.publish(settings("d"));
      assert.deepEqual(
        world.opened.map(({ closed }) => closed),
        [false, true, false, false],
      );
    }),
  );

  it(
    "lets a number of calls publish at a time, a number wait, and turns the others away",
    withLeakCheck(async () => {
      await using world = new World({ perTarget: 1, waitingPerTarget: 1 });
      const blocked = world.block();
      const first = world.publish(settings("a"));
      const second = world.publish(settings("a"));
      await assert.rejects(world.publish(settings("a")), NotTried);
      await world.publish(settings("b"));
      assert.deepEqual(world.calls(), [1, 1]);
      blocked.resolve(undefined);
      await Promise.all([first, second]);
      assert.deepEqual(world.calls(), [2, 1]);
    }),
  );

  it(
    "lets more wait for a target that has just answered quickly",
    withLeakCheck(async () => {
      await using world = new World({ perTarget: 1, waitingPerTarget: 0, waitingPerQuickTarget: 2 });
      const blocked = world.block();
      const first = world.publish(settings("a"));
      await assert.rejects(world.publish(settings("a")), NotTried);
      blocked.resolve(undefined);
      await first;
      const quick = await Promise.allSettled(Array.from({ length: 4 }, () => world.publish(settings("a"))));
      assert.deepEqual(
        quick.map(({ status }) => status),
        ["fulfilled", "fulfilled", "fulfilled", "rejected"],
      );
      world.failure = new PublishError(new ReelbusError("message-too-large", "no"), 0);
      await assert.rejects(world.publish(settings("a")), world.failure);
      const after = await Promise.allSettled(Array.from({ length: 2 }, () => world.publish(settings("a"))));
      assert.deepEqual(
        after.map((one) => one.status === "rejected" && one.reason instanceof NotTried),
        [false, true],
      );
    }),
  );

  it(
    "turns away those above the normal number when a target that was quick hangs",
    withLeakCheck(async () => {
      await using world = new World({ perTarget: 1, waitingPerTarget: 1, waitingPerQuickTarget: 3, quickCallMs: 100 });
      await world.publish(settings("a"));
      const blocked = world.blockAll();
      const calls = Array.from({ length: 4 }, () => world.publish(settings("a")));
      let turnedAway = 0;
      for (const call of calls)
        call.catch((error: unknown) => {
          if (isBusy(error)) turnedAway += 1;
        });
      await waitFor(() => turnedAway === 2, { what: "the calls that are turned away" });
      await assert.rejects(world.publish(settings("a")), isBusy);
      blocked.resolve(undefined);
      await Promise.all(calls.slice(0, 2));
      assert.deepEqual(world.calls(), [3]);
    }),
  );

  it(
    "publishes with half the calls at a time to a target that asks for patience, and with one more after each round that succeeds",
    withLeakCheck(async () => {
      const calls: PromiseWithResolvers<undefined>[] = [];
      const publish = async () => {
        const call = Promise.withResolvers<undefined>();
        calls.push(call);
        await call.promise;
      };
      const targets = new Targets({
        open: () => ({ check: () => Promise.resolve(), publish, close: () => Promise.resolve() }),
        limits: {
          perTarget: 4,
          waitingPerTarget: 20,
          waitingPerQuickTarget: 20,
          quickCallMs: 100,
          idleMs: 60_000,
          idleTargets: 10,
        },
      });
      await using stack = new AsyncDisposableStack();
      stack.defer(() => targets.close());
      const all: Promise<unknown>[] = [];
      const start = async (count: number) => {
        for (let n = 0; n < count; n++) all.push(targets.publish(settings("a"), events, signals).catch(String));
        await setImmediate();
      };
      /** How many calls run once this many of those that ran have succeeded. */
      const succeed = async (count: number) => {
        for (const call of calls.splice(0, count)) call.resolve(undefined);
        await setImmediate();
        return calls.length;
      };
      await start(4);
      assert.equal(calls.length, 4);
      calls.shift()?.reject(new PublishError(new ReelbusError("throttled", "slower"), 0));
      await setImmediate();
      assert.equal(await succeed(3), 0);
      await start(20);
      assert.equal(calls.length, 2);
      assert.equal(await succeed(2), 3);
      assert.equal(await succeed(3), 4);
      assert.equal(await succeed(4), 4);
      while (calls.length > 0) await succeed(calls.length);
      await Promise.all(all);
    }),
  );

  it(
    "ends a call that waits for its turn when the notifier stops",
    withLeakCheck(async () => {
      await using world = new World({ perTarget: 1 });
      const blocked = world.block();
      const stopping = new AbortController();
      const first = world.publish(settings("a"));
      const second = world.targets.publish(settings("a"), events, { signal: never, stopping: stopping.signal });
      await setImmediate();
      stopping.abort();
      await assert.rejects(second, NotTried);
      blocked.resolve(undefined);
      await first;
    }),
  );

  it(
    "does not even try a target that is known to be down",
    withLeakCheck(async () => {
      await using world = new World();
      // A wrong password too: lane after lane would try it, and some brokers lock an account for that.
      for (const [index, reason] of (["host-unreachable", "access-denied"] as const).entries()) {
        world.failure = new PublishError(new ReelbusError(reason, "no"), 0);
        await assert.rejects(world.publish(settings(reason)), world.failure);
        await assert.rejects(world.publish(settings(reason)), (error: unknown) => {
          assert.ok(error instanceof ReelbusError && error.retryAfterMs !== null);
          assert.equal(error.reason, reason);
          return true;
        });
        assert.equal(world.opened[index]?.calls, 1);
      }
    }),
  );

  it(
    "does not blame the target for a refusal that concerns one lane, or for our own faults",
    withLeakCheck(async () => {
      await using world = new World();
      for (const reason of ["message-too-large", "internal"] as const) {
        world.failure = new PublishError(new ReelbusError(reason, "no"), 0);
        await assert.rejects(world.publish(settings("a")), world.failure);
      }
      assert.equal(world.opened[0]?.calls, 2);
    }),
  );
});

/** Whether a call was turned away for a time. */
function isBusy(error: unknown): boolean {
  return error instanceof NotTried && error.pauseMs > 0;
}

function settings(host: string, secret = "secret"): MessagePublisher {
  return {
    Type: "RabbitMq",
    Format: "Json",
    Protocol: "amqp",
    Host: host,
    VirtualHost: "/",
    Queue: "events",
    CredentialsName: "me",
    CredentialsSecret: secret,
    CredentialsProtection: "Unencrypted",
  };
}

interface FakePublisher extends Publisher {
  calls: number;
  closed: boolean;
}

/** Publishers that do as the test says. */
class World implements AsyncDisposable {
  readonly opened: FakePublisher[] = [];
  readonly targets: Targets;
  failure: Error | null = null;
  #blocked: Promise<void> | null = null;
  #allBlocked: Promise<void> | null = null;

  constructor(limits: Partial<ConstructorParameters<typeof Targets>[0]["limits"]> = {}) {
    this.targets = new Targets({
      open: () => this.#open(),
      limits: {
        perTarget: 10,
        waitingPerTarget: 10,
        waitingPerQuickTarget: 10,
        quickCallMs: 60_000,
        idleMs: 60_000,
        idleTargets: 10,
        ...limits,
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.targets.close();
  }

  publish(to: MessagePublisher): Promise<void> {
    return this.targets.publish(to, events, signals);
  }

  /** How often each publisher was called. */
  calls(): number[] {
    return this.opened.map(({ calls }) => calls);
  }

  /** The first publisher that opens next is blocked until the returned promise resolves. */
  block(): PromiseWithResolvers<undefined> {
    const blocked = Promise.withResolvers<undefined>();
    this.#blocked = blocked.promise;
    return blocked;
  }

  /** All publishers are blocked from now on until the returned promise resolves. */
  blockAll(): PromiseWithResolvers<undefined> {
    const blocked = Promise.withResolvers<undefined>();
    this.#allBlocked = blocked.promise;
    return blocked;
  }

  #open(): Publisher {
    const blocked = this.#blocked;
    this.#blocked = null;
    const publisher: FakePublisher = {
      calls: 0,
      closed: false,
      check: () => Promise.resolve(),
      publish: async () => {
        publisher.calls += 1;
        await blocked;
        await this.#allBlocked;
        if (this.failure !== null) throw this.failure;
      },
      close: () => {
        publisher.closed = true;
        return Promise.resolve();
      },
    };
    this.opened.push(publisher);
    return publisher;
  }
}
