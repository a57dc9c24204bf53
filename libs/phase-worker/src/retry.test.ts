import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { retry } from "./retry.ts";

const TIMING = { firstPauseMs: 1, maxPauseMs: 2, boundMs: 60_000 };
const AWAY = new ReelbusError("internal", "The message bus is away.");
const NEVER = new AbortController().signal;

/** Fails so many times, and counts its calls. */
function failing(error: Error, times: number) {
  const action = {
    calls: 0,
    run: (): Promise<void> => {
      action.calls += 1;
      return action.calls > times ? Promise.resolve() : Promise.reject(error);
    },
  };
  return action;
}

test("what may pass is tried again until it works", async () => {
  const action = failing(AWAY, 5);
  await retry(action.run, TIMING, NEVER);
  assert.equal(action.calls, 6);
});

test("what can't pass, and anything after the bound, is not", async () => {
  for (const [error, boundMs] of [
    [new ReelbusError("internal", "Too large.", { retryable: false }), 60_000],
    [new TypeError("a fault"), 60_000],
    [AWAY, 0],
  ] as const) {
    const action = failing(error, Infinity);
    await assert.rejects(retry(action.run, { ...TIMING, boundMs }, NEVER), error);
    assert.equal(action.calls, 1);
  }
});

test("an abort ends the pause and the tries", async () => {
  const abort = new AbortController();
  const action = failing(AWAY, Infinity);
  const ended = retry(action.run, { ...TIMING, firstPauseMs: 60_000, boundMs: 120_000 }, abort.signal);
  abort.abort();
  await assert.rejects(ended, AWAY);
  assert.equal(action.calls, 1);
});
