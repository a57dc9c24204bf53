import assert from "node:assert/strict";
import { it } from "node:test";
import { backoffMs, LANE_BACKOFF_MAX_MS } from "./backoff.ts";

const between = (failures: number): [number, number] => [
  backoffMs(failures, LANE_BACKOFF_MAX_MS, 0),
  backoffMs(failures, LANE_BACKOFF_MAX_MS, 1),
];

it("doubles its ceiling from 2 s to 15 min and never goes below 1 s", () => {
  assert.deepEqual(between(0), [1_000, 2_000]);
  assert.deepEqual(between(1), [1_000, 4_000]);
  assert.deepEqual(between(8), [1_000, 512_000]);
  assert.deepEqual(between(9), [1_000, 900_000]);
  assert.deepEqual(between(5_000), [1_000, 900_000]);
});

it("spreads evenly in between", () => {
  assert.equal(backoffMs(2, LANE_BACKOFF_MAX_MS, 0.5), 4_500);
});
