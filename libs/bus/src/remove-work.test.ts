import assert from "node:assert/strict";
import { test } from "node:test";
import { waitFor } from "@reelbus/testing";
import { makeWork } from "./testing/messages.ts";
import { withBus } from "./testing/with-bus.ts";

test("a consumer gets all that waits beside the work that was removed", () =>
  withBus(async ({ bus }) => {
    const works = Array.from({ length: 8 }, () => makeWork());
    const seen = new Set<string>();
    const gate = Promise.withResolvers<undefined>();
    const consumption = await bus.consumeWork("Acquisition", {
      concurrency: 1,
      handle: async ({ work, ack }) => {
        seen.add(work.jobId);
        await gate.promise;
        await ack();
      },
    });
    for (const work of works) await bus.publishWork(work);
    await waitFor(() => seen.size === 1, { what: "the first work" });
    const removed = [works[3], works[6]].map((work) => work?.jobId ?? "");
    for (const jobId of removed) await bus.purgeWork("Acquisition", jobId);
    gate.resolve(undefined);
    await waitFor(() => seen.size === 6, { what: "the others" });
    for (const jobId of removed) assert.equal(seen.has(jobId), false);
    await consumption.stop();
  }));

test("all attempts of a job are removed; nothing to remove is fine", () =>
  withBus(async ({ bus }) => {
    const work = makeWork();
    await bus.publishWork(work);
    await bus.publishWork({ ...work, attempt: 2 });
    await bus.purgeWork("Acquisition", work.jobId);
    assert.equal(await bus.hasWork("Acquisition", work.jobId), false);
    await bus.purgeWork("Acquisition", work.jobId);
  }));
