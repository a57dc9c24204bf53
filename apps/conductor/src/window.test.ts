import assert from "node:assert/strict";
import { test } from "node:test";
import { createWindow } from "./window.ts";

test("the window holds what workers took in a second, between its bounds", () => {
  let nowMs = 0;
  const window = createWindow(() => nowMs);
  const start = (count: number) => {
    for (let index = 0; index < count; index += 1) window.started();
  };
  assert.equal(window.size(), 16);
  start(100);
  assert.equal(window.size(), 100);
  nowMs = 1_500;
  start(10);
  assert.equal(window.size(), 100);
  nowMs = 2_600;
  assert.equal(window.size(), 16);
  start(5_000);
  assert.equal(window.size(), 1_000);
  nowMs = 10_000;
  assert.equal(window.size(), 16);
});
