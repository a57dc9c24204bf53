import assert from "node:assert/strict";
import { test } from "node:test";
import { mapConcurrently } from "./map-concurrently.ts";

test("results keep the items' order, whatever ends first", async () => {
  const ends = new Map<number, () => void>();
  const all = mapConcurrently([1, 2, 3], 3, async (item) => {
    await new Promise<void>((resolve) => ends.set(item, resolve));
    return item * 10;
  });
  for (const item of [3, 1, 2]) ends.get(item)?.();
  assert.deepEqual(await all, [10, 20, 30]);
});

test("no more than the limit at a time", async () => {
  let running = 0;
  let most = 0;
  await mapConcurrently([...Array(10).keys()], 3, async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  });
  assert.equal(most, 3);
});

test("the first failure by order is thrown, after all that was begun has ended; the rest is not begun", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const all = mapConcurrently([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    await new Promise((resolve) => setImmediate(resolve));
    if (item === 0) await new Promise((resolve) => setImmediate(resolve));
    ended.push(item);
    throw new Error(`item ${item}`);
  });
  await assert.rejects(all, { message: "item 0" });
  assert.deepEqual(begun, [0, 1]);
  assert.deepEqual(ended, [1, 0]);
});

test("nothing to do", async () => {
  assert.deepEqual(await mapConcurrently([], 4, () => Promise.reject(new Error("called"))), []);
});
