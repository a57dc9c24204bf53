import assert from "node:assert/strict";
import { test } from "node:test";
import { createProgressReporter } from "./progress-reporter.ts";

function setUp() {
  const sent: number[] = [];
  const reporter = createProgressReporter<null>((percent) => sent.push(percent));
  return { sent, report: (percent: number) => reporter.report(percent, null), reporter };
}

test("the first goes at once, then the newest of each second", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { sent, report } = setUp();
  for (const percent of [1, 2, 3]) report(percent);
  assert.deepEqual(sent, [1]);
  t.mock.timers.tick(999);
  assert.deepEqual(sent, [1]);
  t.mock.timers.tick(1);
  assert.deepEqual(sent, [1, 3]);
  report(4);
  assert.deepEqual(sent, [1, 3]);
  t.mock.timers.tick(1_000);
  assert.deepEqual(sent, [1, 3, 4]);
  t.mock.timers.tick(5_000);
  report(5);
  assert.deepEqual(sent, [1, 3, 4, 5]);
});

test("finishing sends what waits; cancelling does not; both end it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const finished = setUp();
  finished.report(1);
  finished.report(99);
  finished.reporter.finish();
  assert.deepEqual(finished.sent, [1, 99]);
  const cancelled = setUp();
  cancelled.report(1);
  cancelled.report(99);
  cancelled.reporter.cancel();
  cancelled.report(100);
  t.mock.timers.tick(5_000);
  assert.deepEqual(cancelled.sent, [1]);
  assert.deepEqual(finished.sent, [1, 99]);
});

test("the per cent stays within 0 and 100, and is a number", () => {
  const { sent, report, reporter } = setUp();
  report(Number.NaN);
  report(-3);
  report(100.4);
  reporter.finish();
  assert.deepEqual(sent, [0, 100]);
});
