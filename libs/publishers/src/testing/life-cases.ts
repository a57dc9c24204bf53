import assert from "node:assert/strict";
import { waitFor } from "@reelbus/testing";
import { assertRefused, failureOf, forever, layCableTo, receivedEvents, settles, withPublisher } from "./assertions.ts";
import type { CaseContext, ConformanceCase } from "./conformance-case.ts";
import { sampleEvents } from "./sample-events.ts";

/** Closing, aborting, hanging. */
export const lifeCases = {
  "a check publishes nothing": async ({ target }) => {
    await withPublisher(target, (publisher) => publisher.check(forever));
    assert.deepEqual(await target.received(), []);
  },

  "publish and check after close reject": async ({ target }) => {
    const publisher = target.open();
    await publisher.publish(sampleEvents(1), forever);
    await publisher.close();
    const error = await failureOf(publisher.publish(sampleEvents(1), forever));
    assert.equal(error.deliveredCount, 0);
    await assert.rejects(publisher.check(forever));
    assert.equal((await target.received()).length, 1);
  },

  "close twice": async ({ target }) => {
    const publisher = target.open();
    await publisher.publish(sampleEvents(1), forever);
    await Promise.all([publisher.close(), publisher.close()]);
    await publisher.close();
  },

  "close before the first publish": async ({ target }) => {
    await target.open().close();
  },

  "an aborted signal publishes nothing": async ({ target }) => {
    await withPublisher(target, async (publisher) => {
      const error = await failureOf(publisher.publish(sampleEvents(1), AbortSignal.abort()));
      assert.equal(error.deliveredCount, 0);
      assert.equal(error.retryable, true);
    });
    assert.deepEqual(await target.received(), []);
  },

  "close while blocked ends": (context) =>
    whileBlocked(context, async (publisher, publishing) => {
      await settles(publisher.close(), "close");
      await failureOf(publishing);
    }),

  "close while connecting ends": async ({ target }) => {
    await using cable = await layCableTo(target);
    cable.cut();
    const publisher = target.open(cable.port);
    const publishing = failureOf(publisher.publish(sampleEvents(1), forever));
    await waitFor(() => cable.open > 0, { what: "a connection" });
    await settles(publisher.close(), "close");
    await publishing;
  },

  "abort while blocked ends": (context) =>
    whileBlocked(context, async (publisher, publishing, abort) => {
      abort.abort();
      assert.equal((await failureOf(publishing)).retryable, true);
      await publisher.close();
    }),

  "a target that hangs is given up, and found again": async ({ target, server, capabilities }) => {
    await withPublisher(target, async (publisher) => {
      const events = sampleEvents(2);
      await publisher.publish(events.slice(0, 1), forever);
      server.pause();
      try {
        await assertRefused(publisher.publish(events.slice(1), forever), "timeout");
        const silent = capabilities.silentServer ?? "host-unreachable";
        await assertRefused(publisher.publish(events.slice(1), forever), silent);
      } finally {
        server.resume();
      }
      await publisher.publish(events.slice(1), forever);
      const sequences = new Set((await receivedEvents(target)).map(({ Sequence }) => Sequence));
      assert.deepEqual([...sequences], [1, 2]);
    });
  },
} as const satisfies Record<string, ConformanceCase>;

/** Runs `body` while a publish call can't get an answer. */
async function whileBlocked(
  { target, server }: CaseContext,
  body: (publisher: ReturnType<typeof target.open>, publishing: Promise<void>, abort: AbortController) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const publisher = target.open();
  await publisher.publish(sampleEvents(1), forever);
  server.pause();
  try {
    const publishing = publisher.publish(sampleEvents(1), abort.signal);
    publishing.catch(() => undefined);
    await body(publisher, publishing, abort);
  } finally {
    server.resume();
    await publisher.close();
  }
}
