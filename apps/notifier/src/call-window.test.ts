import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallWindow } from "./call-window.ts";

describe("CallWindow", () => {
  it("halves with each wave of throttled calls, down to one call", () => {
    const window = new CallWindow(8);
    const sizes = [1, 2, 3, 4].map(() => {
      const { epoch } = window;
      for (let call = 0; call < 8; call++) window.throttled(epoch);
      return window.size;
    });
    assert.deepEqual(sizes, [4, 2, 1, 1]);
  });

  it("grows by one with as many successes as there are calls at a time, up to where it began", () => {
    const window = new CallWindow(4);
    window.throttled(window.epoch);
    window.throttled(window.epoch);
    const sizes = Array.from({ length: 8 }, () => {
      window.succeeded(window.epoch);
      return window.size;
    });
    assert.deepEqual(sizes, [2, 2, 3, 3, 3, 4, 4, 4]);
  });

  it("begins a new row of successes after a decrease", () => {
    const window = new CallWindow(4);
    window.throttled(window.epoch);
    window.succeeded(window.epoch);
    window.throttled(window.epoch);
    assert.equal(window.size, 1);
    window.succeeded(window.epoch);
    window.succeeded(window.epoch);
    assert.equal(window.size, 2);
  });

  it("counts no success of a call that began before the decrease", () => {
    const window = new CallWindow(2);
    const { epoch } = window;
    window.throttled(epoch);
    window.succeeded(epoch);
    assert.equal(window.size, 1);
  });
});
