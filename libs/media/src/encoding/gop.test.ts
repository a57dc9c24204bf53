import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planGop } from "./gop.ts";

describe("planGop", () => {
  it("divides a segment into equal GOPs of at most two seconds", () => {
    assert.deepEqual(planGop(4, "25/1"), { forceKeyFrames: "expr:gte(t,n_forced*4/2)", maxFrames: 50 });
    assert.deepEqual(planGop(2, "25/1"), { forceKeyFrames: "expr:gte(t,n_forced*2)", maxFrames: 50 });
    assert.deepEqual(planGop(5, "24/1"), { forceKeyFrames: "expr:gte(t,n_forced*5/3)", maxFrames: 40 });
    assert.deepEqual(planGop(1.5, "30/1"), { forceKeyFrames: "expr:gte(t,n_forced*1.5)", maxFrames: 45 });
  });

  it("leaves room for the longest GOP of a fractional frame rate", () => {
    assert.deepEqual(planGop(4, "30000/1001").maxFrames, 60);
    assert.deepEqual(planGop(4, "24000/1001").maxFrames, 48);
    assert.deepEqual(planGop(1, "1/2").maxFrames, 1);
  });
});
