import assert from "node:assert/strict";
import { test } from "node:test";
import { runBounded } from "./run-bounded.ts";

const never = new AbortController().signal;

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

test("every item runs once, in order, no more than the limit at once", async () => {
  const started: number[] = [];
  let running = 0;
  let most = 0;
  await runBounded([1, 2, 3, 4, 5, 6, 7], 3, never, async (item) => {
    started.push(item);
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  });
  assert.deepEqual(started, [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(most, 3);
  await runBounded([], 3, never, () => assert.fail("there is no item"));
});

test("the first failure aborts the others and is what is thrown, once none runs", async () => {
  const failure = new Error("first");
  let ended = 0;
  const run = runBounded([1, 2, 3, 4], 3, never, async (item, signal) => {
    if (item === 2) throw failure;
    assert.notEqual(item, 4);
    await untilAborted(signal).finally(() => (ended += 1));
  });
  await assert.rejects(run, failure);
  assert.equal(ended, 2);
});

test("an abort reaches what runs, starts nothing more and wins over failures", async () => {
  const abort = new AbortController();
  const reason = new Error("no longer wanted");
  const started: number[] = [];
  const run = runBounded([1, 2, 3], 2, abort.signal, async (item, signal) => {
    started.push(item);
    if (item === 2) abort.abort(reason);
    await untilAborted(signal).catch(() => {
      throw new Error("something else");
    });
  });
  await assert.rejects(run, reason);
  assert.deepEqual(started, [1, 2]);
});
