import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Bus } from "@reelbus/bus";
import { ReelbusError, type AcquisitionResult, type Fact } from "@reelbus/contracts";
import { createMetrics } from "@reelbus/kit";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import type { PhaseContext } from "./phase-handler.ts";
import { DESCRIPTION, makeWork, withWorker, type Handler } from "./testing/with-worker.ts";

function kindsOf(facts: readonly Fact[]): string[] {
  return facts.map(({ kind }) => kind);
}

/** Work that is over at once may tell no start. */
function kindsAfterStart(facts: readonly Fact[]): string[] {
  return kindsOf(facts).filter((kind) => kind !== "started");
}

/** What an acquisition returns that found nothing but its folder. */
function resultOf({ folder }: PhaseContext<"Acquisition">): AcquisitionResult {
  return { folder: folder.relative, files: [] };
}

/** Runs until it is aborted, then rejects as a well-behaved handler does. */
const untilAborted: Handler = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });

test(
  "work is started, done in its own folder with secrets restored, finished, and then acknowledged",
  withLeakCheck(() =>
    withWorker(async ({ bus, root, facts, start, fact, settled, exists }) => {
      const metrics = createMetrics("test");
      const work = makeWork();
      let seen: PhaseContext<"Acquisition"> | undefined;
      const service = await start(
        async (context) => {
          seen = context;
          for (let percent = 0; percent <= 100; percent += 1) {
            context.progress(percent, { bytesAcquired: percent, totalBytes: 100 });
          }
          await writeFile(join(context.folder.path, "film.mp4"), "film");
          return resultOf(context);
        },
        { metrics },
      );
      assert.equal(service.isReady(), true);
      await bus.publishWork(work);
      await settled(work);
      await fact("finished", work.jobId);

      assert.ok(seen !== undefined);
      assert.deepEqual(seen.description, DESCRIPTION);
      assert.deepEqual(seen.work, work);
      assert.equal(seen.folder.relative, `${work.jobId}/acquisition/1.1`);
      assert.equal(seen.folder.path, join(root, seen.folder.relative));
      assert.equal(seen.resolve("a/b"), join(root, "a/b"));
      const { resolve } = seen;
      assert.throws(() => resolve("../b"), { name: "ReelbusError" });
      assert.ok(exists(`${seen.folder.relative}/film.mp4`));

      assert.deepEqual(kindsAfterStart(facts), ["progress", "progress", "finished"]);
      assert.deepEqual(
        facts.filter((fact) => fact.kind === "progress").map(({ percent }) => percent),
        [0, 100],
      );
      for (const { jobId, phase, attempt, delivery, at, startedAt } of facts) {
        assert.deepEqual({ jobId, phase, attempt, delivery }, { ...pick(work), delivery: 1 });
        assert.ok(startedAt !== undefined && startedAt <= at);
      }
      const text = await metrics.registry.metrics();
      assert.match(text, /reelbus_phase_outcomes_total\{phase="acquisition",outcome="finished",service="test"\} 1/u);
      assert.match(text, /reelbus_phase_running_jobs\{phase="acquisition",service="test"\} 0/u);
      await service.stop();
      await service.stop();
      assert.equal(service.isReady(), false);
    }),
  ),
);

function pick({ jobId, phase, attempt }: ReturnType<typeof makeWork>) {
  return { jobId, phase, attempt };
}

test("a ReelbusError is told as it is, and the attempt's folder goes", () =>
  withWorker(async ({ bus, facts, start, fact, settled, exists }) => {
    const work = makeWork();
    await start(() =>
      Promise.reject(new ReelbusError("throttled", "The server asks for patience.", { retryAfterMs: 5_000 })),
    );
    await bus.publishWork(work);
    const { failure } = await fact("failed", work.jobId);
    const message = "The server asks for patience.";
    assert.deepEqual(failure, { reason: "throttled", message, retryable: true, retryAfterMs: 5_000 });
    await settled(work);
    assert.deepEqual(kindsAfterStart(facts), ["failed"]);
    assert.equal(exists(work.jobId), false);
  }));

test("anything else is a fault of ours whose text stays inside; a full disk is named", () =>
  withWorker(async ({ bus, start, fact }) => {
    const errors = [new TypeError("secret path /root/x"), Object.assign(new Error("no space"), { code: "ENOSPC" })];
    const works = [makeWork(), makeWork(), makeWork()] as const;
    await start(() => {
      const error = errors.shift();
      // The third one breaks the contract of the result.
      return error === undefined ? Promise.resolve({} as AcquisitionResult) : Promise.reject(error);
    });
    for (const work of works) await bus.publishWork(work);
    const failures = await Promise.all(works.map(async ({ jobId }) => (await fact("failed", jobId)).failure));
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      ["internal", "workspace-full", "internal"],
    );
    assert.doesNotMatch(failures[0]?.message ?? "", /root/u);
  }));

test("an abort ends the handler without a fact; the attempt to keep goes on", () =>
  withWorker(async ({ bus, facts, start, fact, settled, exists }) => {
    const [cancelled, kept] = [makeWork(), makeWork()];
    let finish = (): void => undefined;
    await start(
      (context) =>
        context.work.jobId === cancelled.jobId
          ? untilAborted(context)
          : new Promise((resolve) => {
              finish = () => resolve(resultOf(context));
              context.signal.addEventListener("abort", () => assert.fail("must go on"));
            }),
      { concurrency: 2 },
    );
    await bus.publishWork(cancelled);
    await bus.publishWork(kept);
    await fact("started", cancelled.jobId);
    await fact("started", kept.jobId);
    const { phase, attempt } = kept;
    bus.broadcastAbort({ jobId: kept.jobId, reason: "superseded", keep: { phase, attempt } });
    bus.broadcastAbort({ jobId: cancelled.jobId, reason: "cancelled", keep: null });
    await settled(cancelled);
    finish();
    await fact("finished", kept.jobId);
    assert.deepEqual(kindsOf(facts.filter(({ jobId }) => jobId === cancelled.jobId)), ["started"]);
    assert.equal(exists(cancelled.jobId), false);
  }));

test("a handler that finishes in spite of an abort tells nothing", () =>
  withWorker(async ({ bus, facts, start, fact, settled }) => {
    const work = makeWork();
    await start(async (context) => {
      await untilAborted(context).catch(() => undefined);
      return resultOf(context);
    });
    await bus.publishWork(work);
    await fact("started", work.jobId);
    bus.broadcastAbort({ jobId: work.jobId, reason: "ended", keep: null });
    await settled(work);
    assert.deepEqual(kindsOf(facts), ["started"]);
  }));

test("stopping lets running work finish within the grace", () =>
  withWorker(async ({ bus, start, fact, settled }) => {
    const work = makeWork();
    let finish = (): void => undefined;
    const service = await start(
      (context) =>
        new Promise((resolve) => {
          finish = () => resolve(resultOf(context));
        }),
    );
    await bus.publishWork(work);
    await fact("started", work.jobId);
    const stopped = service.stop();
    assert.equal(service.isReady(), false);
    finish();
    await stopped;
    await settled(work);
    assert.equal((await fact("finished", work.jobId)).delivery, 1);
  }));

test("after the grace work is released: told, acknowledged, and its folder gone", () =>
  withWorker(async ({ bus, facts, start, fact, settled, exists }) => {
    const work = makeWork();
    const service = await start(untilAborted, { graceMs: 50 });
    await bus.publishWork(work);
    await fact("started", work.jobId);
    await service.stop();
    assert.equal((await fact("released", work.jobId)).delivery, 1);
    await settled(work);
    assert.equal(exists(work.jobId), false);
    assert.deepEqual(kindsOf(facts), ["started", "released"]);
  }));

test("work that can't be released is handed back: another service does it at once in a folder of its own", () =>
  withWorker(async ({ bus, start, fact, settled, exists }) => {
    const work = makeWork();
    const broken = failing(bus, "released", new ReelbusError("internal", "The stream is full."));
    const service = await start(untilAborted, { graceMs: 50, bus: broken });
    await bus.publishWork(work);
    await fact("started", work.jobId);
    await service.stop();
    assert.equal(exists(`${work.jobId}/acquisition/1.1`), false);
    await start((context) => Promise.resolve(resultOf(context)));
    const { delivery, result } = await fact("finished", work.jobId);
    assert.equal(delivery, 2);
    assert.deepEqual(result, { folder: `${work.jobId}/acquisition/1.2`, files: [] });
    await settled(work);
  }));

test("work that was delivered more than five times is given up", () =>
  withWorker(async ({ bus, facts, start, fact, settled }) => {
    const work = makeWork();
    await bus.publishWork(work);
    let deliveries = 0;
    const crashing = await bus.consumeWork("Acquisition", {
      concurrency: 1,
      handle: async ({ delivery, handBack }) => {
        deliveries = delivery;
        await handBack(delivery === 5 ? 300 : 0);
      },
    });
    await waitFor(() => deliveries === 5, { what: "five deliveries" });
    await crashing.stop();
    await start(() => assert.fail("must not be handled"));
    const { failure, delivery } = await fact("failed", work.jobId);
    assert.equal(failure.reason, "worker-crashed");
    assert.equal(failure.retryable, false);
    assert.equal(delivery, 6);
    await settled(work);
    assert.deepEqual(kindsOf(facts), ["failed"]);
  }));

test("a folder that another delivery of the same number has is left to it", () =>
  withWorker(async ({ bus, root, start, fact, exists }) => {
    const work = makeWork();
    const taken = `${work.jobId}/acquisition/1.1`;
    await mkdir(join(root, taken), { recursive: true });
    await writeFile(join(root, taken, "film.mp4"), "half");
    await start((context) => Promise.resolve(resultOf(context)));
    await bus.publishWork(work);
    const { folder } = (await fact("finished", work.jobId)).result as AcquisitionResult;
    assert.match(folder, new RegExp(`^${taken}-`, "u"));
    assert.deepEqual(await readdir(join(root, folder)), []);
    assert.ok(exists(`${taken}/film.mp4`));
  }));

test("a clean-up request removes the job's folder and leaves others", () =>
  withWorker(async ({ bus, start, fact, exists }) => {
    const [gone, stays] = [makeWork(), makeWork()];
    await start((context) => Promise.resolve(resultOf(context)));
    for (const work of [gone, stays]) {
      await bus.publishWork(work);
      await fact("finished", work.jobId);
    }
    await bus.publishCleanup(gone.jobId);
    await waitFor(() => !exists(gone.jobId), { what: "the clean-up" });
    assert.ok(exists(`${stays.jobId}/acquisition/1.1`));
  }));

/** The bus, except that storing a fact of the kind fails, so many times, each of which it notes. */
function failing(bus: Bus, kind: Fact["kind"], error: Error, times = Infinity, note?: (fact: Fact) => void): Bus {
  let failures = 0;
  const publishFact = (fact: Fact): Promise<void> => {
    if (fact.kind !== kind || failures >= times) return bus.publishFact(fact);
    failures += 1;
    note?.(fact);
    return Promise.reject(error);
  };
  return { ...bus, publishFact };
}

const AWAY = new ReelbusError("internal", "The message bus is away.");

test("a result that could not be stored is told again: the work is not done twice", () =>
  withWorker(async ({ bus, facts, start, fact, settled, exists }) => {
    const work = makeWork();
    await start((context) => Promise.resolve(resultOf(context)), { bus: failing(bus, "finished", AWAY, 2) });
    await bus.publishWork(work);
    assert.equal((await fact("finished", work.jobId)).delivery, 1);
    await settled(work);
    assert.deepEqual(kindsAfterStart(facts), ["finished"]);
    assert.ok(exists(`${work.jobId}/acquisition/1.1`));
  }));

test("a result that waits for the bus is let go when the job has ended; its folder stays when it may be in use", () =>
  withWorker(async ({ bus, start, settled, exists }) => {
    const tried = new Set<string>();
    const away = failing(bus, "finished", AWAY, Infinity, ({ jobId }) => tried.add(jobId));
    await start((context) => Promise.resolve(resultOf(context)), { bus: away });
    const [ended, superseded] = [makeWork(), makeWork()];
    for (const { jobId, ...work } of [ended, superseded]) {
      await bus.publishWork({ jobId, ...work });
      await waitFor(() => tried.has(jobId), { what: "the first try to tell the result" });
      if (jobId === ended.jobId) bus.broadcastAbort({ jobId, reason: "ended", keep: null });
      else bus.broadcastAbort({ jobId, reason: "superseded", keep: { phase: "Media Mapping", attempt: 1 } });
      await settled({ jobId, ...work });
    }
    assert.equal(exists(ended.jobId), false);
    assert.ok(exists(`${superseded.jobId}/acquisition/1.1`));
  }));

test("a service that stops does not wait for the bus to take a result: the work comes again", () =>
  withWorker(async ({ bus, start, fact, settled }) => {
    const work = makeWork();
    let isTold = false;
    const away = failing(bus, "finished", AWAY, Infinity, () => (isTold = true));
    const service = await start((context) => Promise.resolve(resultOf(context)), { bus: away, graceMs: 50 });
    await bus.publishWork(work);
    await waitFor(() => isTold, { what: "the first try to tell the result" });
    await service.stop();
    await start((context) => Promise.resolve(resultOf(context)));
    assert.equal((await fact("finished", work.jobId)).delivery, 2);
    await settled(work);
  }));

test("a result that the bus will never take is a failure", () =>
  withWorker(async ({ bus, facts, start, fact, settled }) => {
    const work = makeWork();
    const broken = failing(bus, "finished", new ReelbusError("internal", "Too large.", { retryable: false }));
    await start((context) => Promise.resolve(resultOf(context)), { bus: broken });
    await bus.publishWork(work);
    assert.equal((await fact("failed", work.jobId)).failure.message, "Too large.");
    await settled(work);
    assert.deepEqual(kindsAfterStart(facts), ["failed"]);
  }));
