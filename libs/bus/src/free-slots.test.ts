import assert from "node:assert/strict";
import { test } from "node:test";
import { createFreeSlots } from "./free-slots.ts";

const never = new AbortController().signal;

test("all that are free go to one, those that get free together to the next", async () => {
  const slots = createFreeSlots(3, never);
  assert.equal(await slots.takeAll(), 3);
  const taken: number[] = [];
  const next = [slots.takeAll(), slots.takeAll()].map((one) => one.then((count) => taken.push(count)));
  slots.giveBack(1);
  slots.giveBack(1);
  await Promise.race(next);
  assert.deepEqual(taken, [2]);
  slots.giveBack(1);
  await Promise.all(next);
  assert.deepEqual(taken, [2, 1]);
});

test("an abort ends the waiting", async () => {
  const stop = new AbortController();
  const slots = createFreeSlots(1, stop.signal);
  await slots.takeAll();
  const waiting = slots.takeAll();
  stop.abort();
  assert.equal(await waiting, 0);
  assert.equal(await slots.takeAll(), 0);
});
