import assert from "node:assert/strict";
import { test } from "node:test";
import { lifecycleEventSchema } from "@reelbus/contracts";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import { startScriptedSystem, typesOf, wellBehaved, WHOLE_HISTORY } from "./testing/scripted-system.ts";

test("many jobs, two conductors, facts that come twice: each history is whole", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor();
  await system.startConductor();
  await system.startWorkers((delivery) =>
    wellBehaved({
      ...delivery,
      tell: async (kind, changes) => {
        await delivery.tell(kind, changes);
        // Another delivery's id, so that the bus does not take it for the same message.
        await delivery.tell(kind, { ...changes, delivery: delivery.delivery + 1 });
      },
    }),
  );
  const jobIds = await Promise.all(Array.from({ length: 30 }, () => system.submit()));
  for (const jobId of jobIds) {
    const events = await system.historyOf(jobId);
    assert.deepEqual(
      events.map((event) => event.Sequence),
      events.map((_, index) => index + 1),
    );
    // Progress that the other conductor handles before the plan is not told: the 100 is.
    const lasting = events.filter((event) => !("Progress" in event) || event.Progress === 100);
    assert.deepEqual(typesOf(lasting), [...new Set(WHOLE_HISTORY)]);
  }
});

test(
  "a job goes through the whole chain",
  withLeakCheck(async () => {
    await using system = await startScriptedSystem();
    const conductor = await system.startConductor();
    assert.equal(conductor.isReady(), true);
    await system.startWorkers(wellBehaved);
    const jobId = await system.submit();
    const events = await system.historyOf(jobId);
    for (const event of events) lifecycleEventSchema.parse(event);
    assert.deepEqual(typesOf(events), WHOLE_HISTORY);
    assert.deepEqual(
      events.map((event) => event.Sequence),
      WHOLE_HISTORY.map((_, index) => index + 1),
    );
    const view = await system.store.jobs.view(jobId);
    assert.equal(view?.Status, "Completed");
    assert.deepEqual(
      view.Phases.map((phase) => phase.Attempts),
      [1, 1, 1, 1, 1, 1],
    );
    await waitFor(() => system.cleaned.includes(jobId), { what: "the cleanup" });
    await conductor.stop();
    await conductor.stop();
    assert.equal(conductor.isReady(), false);
  }),
);

test("a failure that may pass is tried again after a wait, one that may not ends the job", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor();
  await system.startWorkers(async (delivery) => {
    const { work, tell, ack } = delivery;
    if (work.phase === "Acquisition" && work.attempt === 1) {
      await tell("started");
      const failure = { reason: "timeout", message: "No answer.", retryable: true, retryAfterMs: null };
      await tell("failed", { failure });
      await ack();
    } else if (work.phase === "Encoding") {
      await tell("started");
      const failure = {
        reason: "unsupported-codec",
        message: "film.mp4: no decoder.",
        retryable: false,
        retryAfterMs: null,
      };
      await tell("failed", { failure });
      await ack();
    } else await wellBehaved(delivery);
  });
  const jobId = await system.submit();
  const events = await system.historyOf(jobId);
  const last = events.at(-1);
  assert.ok(last?.EventType === "FinalError");
  assert.equal(last.ErrorCode, 2000);
  assert.equal(last.Reason, "unsupported-codec");
  assert.equal(last.FailedPhase, "Encoding");
  const view = await system.store.jobs.view(jobId);
  assert.equal(view?.Status, "Failed");
  assert.equal(view.Phases[1]?.Attempts, 2);
  await waitFor(() => system.cleaned.includes(jobId), { what: "the cleanup" });
});

test("work that is too large for the bus ends the job, and holds up no other", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor();
  await system.startWorkers(wellBehaved);
  const UriPaths = Array.from({ length: 1_000 }, (_, n) => `https://media.test/${n}/${"x".repeat(1_100)}.mp4`);
  const large = await system.submit({ ContentAcquisition: { Provider: "Http", UriPaths }, Priority: 10 });
  const other = await system.submit();
  assert.deepEqual(typesOf(await system.historyOf(other)), WHOLE_HISTORY);
  const events = await system.historyOf(large);
  assert.deepEqual(typesOf(events), ["FinalError"]);
  assert.equal(events[0]?.EventType === "FinalError" && events[0].Reason, "message-too-large");
});

test("a conductor that was away finds what was reported meanwhile", async () => {
  await using system = await startScriptedSystem();
  const first = await system.startConductor();
  const reported: string[] = [];
  const away = first.stop.bind(first);
  await system.startWorkers(async (delivery) => {
    if (delivery.work.phase === "Media Mapping") await away();
    await wellBehaved(delivery);
    reported.push(delivery.work.phase);
  });
  const jobId = await system.submit();
  await waitFor(() => reported.includes("Media Mapping"), { what: "the mapping's facts", timeoutMs: 20_000 });
  assert.equal((await system.store.jobs.view(jobId))?.Phase, "Media Mapping");
  await system.startConductor();
  assert.deepEqual(typesOf(await system.historyOf(jobId)), WHOLE_HISTORY);
});
