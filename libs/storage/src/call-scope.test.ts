import assert from "node:assert/strict";
import { test } from "node:test";
import { CallScope } from "./call-scope.ts";

const never = new AbortController().signal;

function failsWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("some consequence of the abort")), { once: true });
  });
}

test("a call that fails after an abort rejects with the abort's reason", async () => {
  const abort = new AbortController();
  const reason = new Error("no longer wanted");
  const call = new CallScope().run(abort.signal, failsWhenAborted);
  abort.abort(reason);
  await assert.rejects(call, reason);
});

test("a call that fails by itself keeps its error, and one that succeeds its result", async () => {
  const calls = new CallScope();
  const failure = new Error("by itself");
  await assert.rejects(
    calls.run(never, () => Promise.reject(failure)),
    failure,
  );
  assert.equal(await calls.run(never, () => Promise.resolve("result")), "result");
});

test("close aborts what runs and waits until it has ended", async () => {
  const calls = new CallScope();
  let ended = false;
  const call = calls.run(never, async (signal) => {
    await failsWhenAborted(signal).catch(() => undefined);
    await new Promise(setImmediate);
    ended = true;
  });
  await calls.close();
  assert.equal(ended, true);
  await call;
  await assert.rejects(calls.run(never, () => assert.fail("no call starts after close")));
});
