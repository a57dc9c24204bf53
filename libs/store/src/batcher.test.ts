import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createBatcher } from "./batcher.ts";

/** Batches end when the test says so; an item's result is its length. */
function setUp({ maxItems = 10, maxRunning = 1, poison = "" } = {}) {
  const batches: string[][] = [];
  const gates: PromiseWithResolvers<undefined>[] = [];
  const call = createBatcher<string, number>({
    maxItems,
    maxRunning,
    keyOf: (item) => item.charAt(0),
    mayBeOneItem: (error) => error instanceof RangeError,
    run: async (items) => {
      batches.push([...items]);
      const gate = Promise.withResolvers<undefined>();
      gates.push(gate);
      await gate.promise;
      if (items.includes(poison)) throw new RangeError(poison);
      return items.map((item) => item.length);
    },
  });
  const end = async () => {
    gates.shift()?.resolve(undefined);
    await turn();
  };
  return { batches, gates, call, end };
}

test("calls of one moment go together, those that come while they run go after them", async () => {
  const { batches, call, end } = setUp();
  const first = [call("a"), call("bb")];
  await turn();
  const second = [call("ccc"), call("d")];
  await turn();
  assert.deepEqual(batches, [["a", "bb"]]);
  await end();
  assert.deepEqual(await Promise.all(first), [1, 2]);
  assert.deepEqual(batches[1], ["ccc", "d"]);
  await end();
  assert.deepEqual(await Promise.all(second), [3, 1]);
});

test("a batch holds one item of a key, and no more items than it may; so many batches run as may", async () => {
  const { batches, call, end } = setUp({ maxItems: 2, maxRunning: 2 });
  const calls = ["a1", "a2", "b1", "c1", "d1"].map(call);
  await turn();
  assert.deepEqual(batches, [
    ["a1", "b1"],
    ["a2", "c1"],
  ]);
  await end();
  assert.deepEqual(batches[2], ["d1"]);
  await end();
  await end();
  assert.deepEqual(await Promise.all(calls), [2, 2, 2, 2, 2]);
});

test("an item that can't be done fails no other", async () => {
  const { batches, call, end } = setUp({ poison: "b" });
  const calls = Promise.allSettled(["a", "b", "c"].map(call));
  await turn();
  for (let batch = 0; batch < 4; batch += 1) await end();
  assert.deepEqual(batches, [["a", "b", "c"], ["a"], ["b"], ["c"]]);
  assert.deepEqual(
    (await calls).map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
});

test("trouble that is nobody's fails all at once", async () => {
  const call = createBatcher<string, number>({
    maxItems: 10,
    maxRunning: 1,
    keyOf: (item) => item,
    mayBeOneItem: () => false,
    run: () => Promise.reject(new Error("the database is away")),
  });
  const calls = await Promise.allSettled(["a", "b"].map(call));
  assert.ok(calls.every(({ status }) => status === "rejected"));
});
