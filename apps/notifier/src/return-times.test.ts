import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReturnTimes } from "./return-times.ts";

describe("ReturnTimes", () => {
  it("has one come back after the other", () => {
    const times = new ReturnTimes();
    assert.deepEqual(
      [0, 0, 20].map((nowMs) => times.next(nowMs, 1_000)),
      [1_000, 1_050, 1_080],
    );
  });

  it("does not make anybody wait for those who came back long ago", () => {
    const times = new ReturnTimes();
    times.next(0, 1_000);
    assert.equal(times.next(5_000, 6_000), 1_000);
  });

  it("has any number come back within a row's time", () => {
    const times = new ReturnTimes();
    const pauses = Array.from({ length: 12_000 }, () => times.next(0, 1_000));
    assert.deepEqual([Math.min(...pauses), Math.max(...pauses)], [1_000, 1_000 + 1_199 * 50]);
    const perSecond = Map.groupBy(pauses, (pauseMs) => Math.floor(pauseMs / 1_000));
    assert.deepEqual(new Set([...perSecond.values()].map((some) => some.length)), new Set([200]));
  });
});
