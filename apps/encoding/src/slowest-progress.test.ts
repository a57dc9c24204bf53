import assert from "node:assert/strict";
import { it } from "node:test";
import { slowestProgress } from "./slowest-progress.ts";

it("tells where the slowest encoder is, with the last speed that it told", () => {
  const progress = slowestProgress(2);
  assert.deepEqual(progress.slowest(), { outTimeSeconds: 0, speed: null });
  assert.deepEqual(progress.add(0, { outTimeSeconds: 3, speed: 2 }), { outTimeSeconds: 0, speed: null });
  assert.deepEqual(progress.add(1, { outTimeSeconds: 4, speed: 3 }), { outTimeSeconds: 3, speed: 2 });
  assert.deepEqual(progress.add(0, { outTimeSeconds: 3.5, speed: null }), { outTimeSeconds: 3.5, speed: 2 });
  assert.deepEqual(progress.add(0, { outTimeSeconds: 9, speed: 1 }), { outTimeSeconds: 4, speed: 3 });
});
