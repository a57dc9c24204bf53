import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { toCloudEvent } from "../formats/cloud-event.ts";
import { forever, receivedEvents, withPublisher } from "./assertions.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { sampleEvents } from "./sample-events.ts";

/** What arrives, and in which order. */
export const deliveryCases = {
  "what was published has arrived whole": async ({ target }) => {
    const events = sampleEvents(3);
    await withPublisher(target, async (publisher) => {
      await publisher.publish(events, forever);
      assert.deepEqual(await receivedEvents(target), events);
    });
  },

  "CloudEvents carry the event": async ({ create }) => {
    const events = sampleEvents(2);
    await using target = await create("CloudEvents");
    await withPublisher(target, async (publisher) => {
      await publisher.publish(events, forever);
      const bodies = (await target.received()).map(({ body }) => body);
      assert.deepEqual(bodies, events.map(toCloudEvent));
    });
  },

  "batches arrive in order": async ({ target }) => {
    const events = sampleEvents(200);
    await withPublisher(target, async (publisher) => {
      await publisher.publish(events.slice(0, 120), forever);
      await publisher.publish(events.slice(120, 121), forever);
      await publisher.publish(events.slice(121), forever);
    });
    assert.deepEqual(await receivedEvents(target), events);
  },

  "each job keeps its order when several publish at once": async ({ target }) => {
    const jobs = Array.from({ length: 5 }, () => sampleEvents(25, { jobId: randomUUID() }));
    await withPublisher(target, async (publisher) => {
      await Promise.all(jobs.map((events) => publisher.publish(events, forever)));
    });
    const received = await receivedEvents(target);
    for (const events of jobs) {
      const ofJob = received.filter(({ JobId }) => JobId === events[0]?.JobId);
      assert.deepEqual(ofJob, events);
    }
  },

  "a reader never sees half an event": async ({ target, capabilities }) => {
    const paddingBytes = Math.min(1_000_000, Math.floor((capabilities.tooLargeBytes ?? Infinity) / 2));
    const events = sampleEvents(25, { paddingBytes });
    await withPublisher(target, async (publisher) => {
      const state = { publishing: true };
      const published = publisher.publish(events, forever).finally(() => (state.publishing = false));
      try {
        while (state.publishing) await target.received(); // fails on a body that is not whole
      } finally {
        await published;
      }
    });
    assert.equal((await target.received()).length, events.length);
  },

  "a second copy of an event can be told": async ({ target, capabilities }) => {
    const events = sampleEvents(1);
    await withPublisher(target, async (publisher) => {
      await publisher.publish(events, forever);
      await publisher.publish(events, forever);
    });
    const received = await target.received();
    if (capabilities.copies === "merged") {
      assert.equal(received.length, 1);
      return;
    }
    const id = events[0]?.EventId;
    assert.deepEqual(
      received.map(({ deduplicationId }) => deduplicationId),
      [id, id],
    );
  },

  "publishing nothing resolves": async ({ target }) => {
    await withPublisher(target, (publisher) => publisher.publish([], forever));
    assert.deepEqual(await target.received(), []);
  },
} as const satisfies Record<string, ConformanceCase>;
