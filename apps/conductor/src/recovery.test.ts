import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelJob } from "@reelbus/job-lifecycle";
import { waitFor } from "@reelbus/testing";
import { IMPATIENT, startScriptedSystem, typesOf, wellBehaved, WHOLE_HISTORY } from "./testing/scripted-system.ts";

test("a work message that the bus lost is made again, with the next attempt", async () => {
  await using system = await startScriptedSystem();
  const { bus, store } = system;
  await system.startConductor(IMPATIENT);
  const jobId = await system.submit();
  await waitFor(() => bus.hasWork("Pre-Validation", jobId), { what: "the work" });
  await bus.purgeWork("Pre-Validation", jobId);
  await waitFor(() => bus.hasWork("Pre-Validation", jobId), { what: "the work again" });
  const attempts: number[] = [];
  await system.startWorkers(async (delivery) => {
    attempts.push(delivery.work.attempt);
    await wellBehaved(delivery);
  });
  assert.deepEqual(typesOf(await system.historyOf(jobId)), WHOLE_HISTORY);
  assert.ok((attempts[0] ?? 0) >= 2);
  assert.equal((await store.jobs.view(jobId))?.Phases[0]?.Attempts, 1);
});

test("work that only waits for a worker is left alone", async () => {
  await using system = await startScriptedSystem();
  const { bus, store } = system;
  await system.startConductor(IMPATIENT);
  const jobId = await system.submit();
  await waitFor(() => bus.hasWork("Pre-Validation", jobId), { what: "the work" });
  // It was found quiet, and was found on the bus: it is quiet no more.
  const isQuiet = async () => (await store.jobs.quiet({ dispatchedMs: 400, runningMs: 0, limit: 1 })).length === 1;
  for (let round = 0; round < 2; round++) {
    await waitFor(isQuiet, { what: "the job to be quiet", intervalMs: 1 });
    await waitFor(async () => !(await isQuiet()), { what: "the sweeper's look", intervalMs: 1 });
  }
  const attempts: number[] = [];
  await system.startWorkers(
    (delivery) => Promise.resolve(void attempts.push(delivery.work.attempt)),
    ["Pre-Validation"],
  );
  await waitFor(() => attempts.length > 0, { what: "the work" });
  assert.deepEqual(attempts, [1]);
});

test("a worker that went silent is replaced and told to stop; what it still says does not count", async () => {
  await using system = await startScriptedSystem();
  const { bus, aborts } = system;
  await system.startConductor(IMPATIENT);
  const late: (() => Promise<void>)[] = [];
  await system.startWorkers(async (delivery) => {
    const { work, tell, ack } = delivery;
    if (work.phase !== "Encoding" || work.attempt > 1) return wellBehaved(delivery);
    await tell("started");
    await tell("planned");
    await tell("progress", { percent: 70 });
    late.push(() => tell("finished"));
    await ack();
  });
  const jobId = await system.submit();
  const superseded = { jobId, reason: "superseded", keep: { phase: "Encoding", attempt: 2 } };
  await waitFor(() => aborts.some((abort) => JSON.stringify(abort) === JSON.stringify(superseded)), {
    what: "the abort of the silent attempt",
  });
  await late[0]?.();
  const events = await system.historyOf(jobId);
  assert.deepEqual(typesOf(events), WHOLE_HISTORY);
  assert.deepEqual(
    events.flatMap((event) => (event.EventType === "EncodingProgress" ? [event.Progress] : [])),
    [70, 100],
  );
  assert.equal(await bus.hasWork("Encoding", jobId), false);
});

test("workers that go silent again and again end the job with worker-crashed", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor(IMPATIENT);
  await system.startWorkers(async ({ tell, ack }) => {
    await tell("started");
    await ack();
  });
  const events = await system.historyOf(await system.submit());
  assert.deepEqual(typesOf(events), ["FinalError"]);
  const [last] = events;
  assert.ok(last?.EventType === "FinalError");
  assert.equal(last.ErrorCode, 5000);
  assert.equal(last.Reason, "worker-crashed");
});

test("work that its service can't read ends the job with invalid-message", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor(undefined, (bus) => ({
    ...bus,
    publishWork: (work) => bus.publishWork({ ...work, traceParent: "of another version" }),
  }));
  await system.startWorkers(wellBehaved);
  const [last] = await system.historyOf(await system.submit());
  assert.ok(last?.EventType === "FinalError");
  assert.deepEqual([last.ErrorCode, last.Reason], [5000, "invalid-message"]);
});

test("a cleanup that was not published is made up for", async () => {
  await using system = await startScriptedSystem();
  const { store } = system;
  const jobId = await system.submit();
  await store.jobs.requestCancel(jobId);
  // A conductor that ended between its two steps.
  await store.jobs.transition(jobId, cancelJob);
  await system.startConductor(IMPATIENT);
  await waitFor(() => system.cleaned.includes(jobId), { what: "the cleanup" });
  await waitFor(async () => (await store.jobs.cleanupDue(1)).length === 0, { what: "the note of it" });
});

test("work that is handed back again and again is neither lost nor a failure, and waits for nobody's look", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor({ intervalMs: 600_000, dispatchedMs: 600_000, runningMs: 600_000 });
  await system.startWorkers(async (delivery) => {
    const { work, tell, ack } = delivery;
    if (work.phase !== "Encoding" || work.attempt > 8) return wellBehaved(delivery);
    await tell("started");
    await tell("released");
    await ack();
  });
  const jobId = await system.submit();
  assert.deepEqual(typesOf(await system.historyOf(jobId)), WHOLE_HISTORY);
  const phases = (await system.store.jobs.view(jobId))?.Phases;
  assert.equal(phases?.find(({ Phase }) => Phase === "Encoding")?.Attempts, 9);
});

test("a bus that takes no clean-up request does not keep the conductor from finding lost work", async () => {
  await using system = await startScriptedSystem();
  const { store } = system;
  let refusals = 0;
  await system.startConductor(IMPATIENT, (bus) => ({
    ...bus,
    publishCleanup: () => {
      refusals += 1;
      return Promise.reject(new Error("the stream is full"));
    },
  }));
  await store.jobs.requestCancel(await system.submit());
  await waitFor(() => refusals >= 2, { what: "the clean-up to fail again" });
  await system.startWorkers(async (delivery) => {
    const { work, tell, ack } = delivery;
    if (work.phase !== "Encoding" || work.attempt > 1) return wellBehaved(delivery);
    await tell("started");
    await ack();
  });
  const events = await system.historyOf(await system.submit());
  assert.equal(events.at(-1)?.EventType, "JobSuccess");
  assert.ok(refusals > 2);
});

test("what a worker finished after its job's end is cleaned up too", async () => {
  await using system = await startScriptedSystem();
  const { bus, store, cleaned } = system;
  await system.startConductor();
  await system.startWorkers(async ({ work: { jobId }, tell, ack }) => {
    await tell("started");
    await store.jobs.requestCancel(jobId);
    bus.nudge("cancel", jobId);
    await waitFor(() => cleaned.includes(jobId), { what: "the clean-up of the end" });
    await tell("finished");
    await ack();
  });
  const jobId = await system.submit();
  await waitFor(() => cleaned.filter((id) => id === jobId).length === 2, {
    what: "the clean-up of the late folder",
    timeoutMs: 20_000,
  });
});
