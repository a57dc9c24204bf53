import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { retryAfterMs } from "./retry-decision.ts";

const RETRYABLE = new ReelbusError("internal", "The database is away.");

test("the delay grows up to a bound", () => {
  const delays = [1, 2, 3, 4, 10, 1_000].map(
    (count) => retryAfterMs(RETRYABLE, { count, firstAt: 0 }, -Infinity) ?? -1,
  );
  const bounds = [250, 500, 1_000, 2_000, 10_000, 10_000];
  delays.forEach((delay, index) => {
    const bound = bounds[index] ?? 0;
    assert.ok(Number.isInteger(delay) && delay >= bound / 2 && delay <= bound, `${delay} of ${bound}`);
  });
});

test("an error that is not retryable gives up at once", () => {
  const error = new ReelbusError("internal", "No such job.", { retryable: false });
  assert.equal(retryAfterMs(error, { count: 1, firstAt: 0 }, -Infinity), null);
});

test("a message that alone fails for long is given up; one that fails with all others is not", () => {
  assert.equal(retryAfterMs(RETRYABLE, { count: 20, firstAt: 100 }, 200), null);
  assert.notEqual(retryAfterMs(RETRYABLE, { count: 19, firstAt: 100 }, 200), null);
  assert.notEqual(retryAfterMs(RETRYABLE, { count: 1_000, firstAt: 100 }, 50), null);
});
