import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { withLeakCheck } from "@reelbus/testing";
import { checkParts, type Part } from "./check-parts.ts";

const never = new AbortController().signal;

const passing = (name: string): Part => ({ name, check: () => Promise.resolve() });
const failing = (name: string, error: Error): Part => ({ name, check: () => Promise.reject(error) });
const hanging = (name: string): Part => ({ name, check: () => new Promise(() => undefined) });

async function failureOf(parts: readonly Part[], limitMs = 5000): Promise<ReelbusError> {
  const error: unknown = await checkParts(parts, limitMs, never).then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(error instanceof ReelbusError, String(error));
  return error;
}

test(
  "nothing is said when every part passes",
  withLeakCheck(async () => {
    await checkParts([passing("A"), passing("B")], 5000, never);
    await checkParts([], 5000, never);
  }),
);

test(
  "all parts are checked at the same time",
  withLeakCheck(async () => {
    let arrived = 0;
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    const part: Part = {
      name: "A",
      check: async () => {
        arrived += 1;
        if (arrived === 2) open();
        await both;
      },
    };
    await checkParts([part, part], 5000, never);
  }),
);

test(
  "a failure names its part and keeps its decisions",
  withLeakCheck(async () => {
    const cause = new ReelbusError("throttled", "The server asks to be called less often.", { retryAfterMs: 7000 });
    const error = await failureOf([passing("ContentAcquisition"), failing("ContentPublishing", cause)]);
    assert.equal(error.message, "ContentPublishing: The server asks to be called less often.");
    assert.deepEqual([error.reason, error.retryable, error.retryAfterMs], ["throttled", true, 7000]);
  }),
);

test(
  "of several failures the first part's counts, whichever came first, and the others are named",
  withLeakCheck(async () => {
    let secondFailed: () => void = () => undefined;
    const afterSecond = new Promise<void>((resolve) => (secondFailed = resolve));
    const slow: Part = {
      name: "ContentPublishing",
      check: async () => {
        await afterSecond;
        throw new ReelbusError("host-unreachable", "No such host.");
      },
    };
    const quick: Part = {
      name: "MessagePublishers[1]",
      check: () => {
        secondFailed();
        return Promise.reject(new ReelbusError("access-denied", "Wrong password."));
      },
    };
    const error = await failureOf([slow, passing("MessagePublishers[0]"), quick]);
    assert.equal(error.message, "ContentPublishing: No such host. Also MessagePublishers[1]: Wrong password.");
    assert.equal(error.reason, "host-unreachable");
    // The unreachable host may come back; the wrong password stays wrong.
    assert.equal(error.retryable, false);
  }),
);

test(
  "a part that never answers is a timeout, and does not hide the others",
  withLeakCheck(async () => {
    const denied = new ReelbusError("access-denied", "Wrong password.");
    const error = await failureOf([hanging("ContentAcquisition"), failing("MessagePublishers[0]", denied)], 50);
    assert.equal(error.reason, "timeout");
    assert.match(
      error.message,
      /^ContentAcquisition: no answer within 0\.05 s\..* Also MessagePublishers\[0\]: Wrong/u,
    );
  }),
);

test(
  "the time limit aborts the check's signal",
  withLeakCheck(async () => {
    let stopped = false;
    const part: Part = {
      name: "A",
      check: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            stopped = true;
            reject(new Error("stopped"));
          });
        }),
    };
    assert.equal((await failureOf([part], 50)).reason, "timeout");
    assert.equal(stopped, true);
  }),
);

test(
  "a fault of ours keeps its text inside",
  withLeakCheck(async () => {
    const error = await failureOf([failing("A", new TypeError("undefined is not a function"))]);
    assert.equal(error.reason, "internal");
    assert.ok(!error.message.includes("undefined"));
  }),
);

test(
  "many long messages make one that fits",
  withLeakCheck(async () => {
    const long = new ReelbusError("access-denied", "x".repeat(1500));
    assert.equal((await failureOf([failing("A", long), failing("B", long), failing("C", long)])).message.length, 4000);
  }),
);

test(
  "an abort rejects at once with its reason, also while a check hangs",
  withLeakCheck(async () => {
    const abort = new AbortController();
    const reason = new Error("cancelled");
    const checked = checkParts([hanging("A"), hanging("B")], 60_000, abort.signal);
    abort.abort(reason);
    await assert.rejects(checked, reason);
    await assert.rejects(checkParts([hanging("A")], 60_000, AbortSignal.abort(reason)), reason);
  }),
);
