import assert from "node:assert/strict";
import { waitFor } from "@reelbus/testing";
import type { Publisher } from "../publisher.ts";
import {
  assertEndedByAbort,
  assertEndedByClose,
  assertRefused,
  failureOf,
  forever,
  layCableTo,
  LONG_MS,
  receivedEvents,
  settles,
  withPublisher,
} from "./assertions.ts";
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
    const publishing = publisher.publish(sampleEvents(1), forever);
    await assertEndedByClose(publishing);
    assert.equal((await failureOf(publishing)).deliveredCount, 0);
    await assert.rejects(publisher.check(forever));
    assert.equal((await target.received()).length, 1);
  },

  "close twice": async ({ target }) => {
    const publisher = target.open();
    await publisher.publish(sampleEvents(1), forever);
    await settles(Promise.all([publisher.close(), publisher.close()]), "close");
    await settles(publisher.close(), "close");
  },

  "close before the first publish": async ({ target }) => {
    await settles(target.open().close(), "close");
  },

  "an aborted signal publishes nothing": async ({ target }) => {
    await withPublisher(target, async (publisher) => {
      const enough = new Error("enough");
      const publishing = publisher.publish(sampleEvents(1), AbortSignal.abort(enough));
      await assertEndedByAbort(publishing, enough);
      assert.equal((await failureOf(publishing)).deliveredCount, 0);
    });
    assert.deepEqual(await target.received(), []);
  },

  "close while blocked ends": (context) =>
    whileBlocked(context, async (publisher, publishing) => {
      await settles(publisher.close(), "close");
      await assertEndedByClose(publishing);
    }),

  "close while connecting ends": async ({ target }) => {
    await using cable = await layCableTo(target);
    cable.cut();
    const publisher = target.open(cable.port, LONG_MS);
    const publishing = publisher.publish(sampleEvents(1), forever);
    publishing.catch(() => undefined);
    await waitFor(() => cable.open > 0, { what: "a connection" });
    await settles(publisher.close(), "close");
    await assertEndedByClose(publishing);
  },

  "abort while blocked ends": (context) =>
    whileBlocked(context, async (_publisher, publishing, abort) => {
      const enough = new Error("enough");
      abort.abort(enough);
      await assertEndedByAbort(publishing, enough);
    }),

  "a target that hangs is given up, and found again": async ({ target, server, capabilities }) => {
    await withPublisher(target, async (publisher) => {
      const events = sampleEvents(2);
      await publisher.publish(events.slice(0, 1), forever);
      await server.pause();
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

/** Runs `body` while a publish call is on its way, and can't get an answer or end by its own limits. */
async function whileBlocked(
  { target, server }: CaseContext,
  body: (publisher: Publisher, publishing: Promise<void>, abort: AbortController) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  await using cable = target.port === null ? null : await layCableTo(target);
  const asked = (): number => cable?.sentBytes ?? server.asked ?? 0;
  const publisher = target.open(cable?.port, LONG_MS);
  await publisher.publish(sampleEvents(1), forever);
  if (cable === null) await server.pause();
  else cable.cut();
  try {
    const before = asked();
    const publishing = publisher.publish(sampleEvents(1), abort.signal);
    publishing.catch(() => undefined);
    await waitFor(() => asked() > before, { what: "the call to be on its way" });
    await body(publisher, publishing, abort);
  } finally {
    if (cable === null) server.resume();
    await publisher.close();
  }
}
