import assert from "node:assert/strict";
import { test } from "node:test";
import { isTerminal, PHASES } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { IMPATIENT, startScriptedSystem, typesOf, wellBehaved } from "./testing/scripted-system.ts";

test("cancel in the queue: FinalError 5001, and no worker ever gets the work", async () => {
  await using system = await startScriptedSystem();
  const { bus, store } = system;
  await system.startConductor();
  const jobId = await system.submit();
  await waitFor(() => bus.hasWork("Pre-Validation", jobId), { what: "the work" });
  assert.equal(await store.jobs.requestCancel(jobId), "requested");
  bus.nudge("cancel", jobId);
  const events = await system.historyOf(jobId);
  assert.deepEqual(typesOf(events), ["FinalError"]);
  assert.equal(events[0]?.EventType === "FinalError" && events[0].ErrorCode, 5001);
  await waitFor(async () => !(await bus.hasWork("Pre-Validation", jobId)), { what: "the work to be gone" });
  await waitFor(() => system.cleaned.includes(jobId), { what: "the cleanup" });
});

test("cancel in every phase: FinalError 5001 at once, the worker is told to stop", async () => {
  await using system = await startScriptedSystem();
  const { bus, store, aborts } = system;
  await system.startConductor();
  const busy = new Map<string, string>();
  await system.startWorkers(async (delivery) => {
    const { work, tell, ack } = delivery;
    if (work.description.ExternalId !== work.phase) return wellBehaved(delivery);
    await tell("started");
    busy.set(work.jobId, work.phase);
    await waitFor(() => aborts.some((abort) => abort.jobId === work.jobId), { what: "the abort", timeoutMs: 20_000 });
    await ack();
  });
  for (const phase of PHASES) {
    const jobId = await system.submit({ ExternalId: phase });
    await waitFor(() => busy.has(jobId), { what: `the worker of ${phase}`, timeoutMs: 20_000 });
    await store.jobs.requestCancel(jobId);
    bus.nudge("cancel", jobId);
    const last = (await system.historyOf(jobId)).at(-1);
    assert.ok(last?.EventType === "FinalError");
    assert.equal(last.ErrorCode, 5001);
    assert.equal(last.FailedPhase, phase);
    const abort = await waitFor(() => aborts.find((one) => one.jobId === jobId), { what: "the abort" });
    assert.deepEqual(abort, { jobId, reason: "cancelled", keep: null });
    assert.equal((await store.jobs.view(jobId))?.Status, "Cancelled");
  }
});

test("a cancel whose nudge is lost is found", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor(IMPATIENT);
  const jobId = await system.submit();
  await system.store.jobs.requestCancel(jobId);
  assert.deepEqual(typesOf(await system.historyOf(jobId)), ["FinalError"]);
});

test("a nudge alone cancels nothing", async () => {
  await using system = await startScriptedSystem();
  await system.startConductor();
  await system.startWorkers(async (delivery) => {
    system.bus.nudge("cancel", delivery.work.jobId);
    await wellBehaved(delivery);
  });
  const events = await system.historyOf(await system.submit());
  assert.equal(events.at(-1)?.EventType, "JobSuccess");
});

test("cancel racing the last result, two conductors: one terminal event, the last, and as the API promised", async () => {
  await using system = await startScriptedSystem();
  const { bus, store } = system;
  await system.startConductor();
  await system.startConductor();
  const answers = new Map<string, string>();
  let round = 0;
  await system.startWorkers(async (delivery) => {
    const { work, tell, ack } = delivery;
    if (work.phase !== "Publishing") return wellBehaved(delivery);
    const cancel = async () => {
      // Spread over the time that the result takes to be recorded.
      for (let turns = (round++ * 7) % 40; turns > 0; turns--) await new Promise(setImmediate);
      answers.set(work.jobId, await store.jobs.requestCancel(work.jobId));
      bus.nudge("cancel", work.jobId);
    };
    await tell("started");
    await Promise.all([tell("finished"), cancel()]);
    await ack();
  });
  const jobIds = await Promise.all(Array.from({ length: 60 }, () => system.submit()));
  for (const jobId of jobIds) {
    const events = await system.historyOf(jobId);
    const answer = await waitFor(() => answers.get(jobId), { what: "the answer to the cancel" });
    const terminal = events.filter((event) => isTerminal(event.EventType));
    assert.equal(terminal.length, 1);
    assert.equal(terminal[0], events.at(-1));
    assert.equal(terminal[0]?.EventType, answer === "requested" ? "FinalError" : "JobSuccess");
  }
});
