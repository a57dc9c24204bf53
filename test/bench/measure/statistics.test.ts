import assert from "node:assert/strict";
import { test } from "node:test";
import { percentile, percentileOfWhole } from "./statistics.ts";

test("a percentile of numbers that were cut off lies where it was before, to the share of one that tells", () => {
  const measured = Array.from({ length: 10_000 }, (_, index) => index / 1_000);
  const cutOff = measured.map(Math.floor);
  for (const percent of [1, 50, 72.5, 99, 100]) {
    const found = percentileOfWhole(cutOff, percent);
    assert.ok(Math.abs(found - percentile(measured, percent)) < 0.01, `${percent}: ${found}`);
  }
});
