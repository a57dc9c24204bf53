import assert from "node:assert/strict";
import { test } from "node:test";
import { waitFor } from "@reelbus/testing";
import { createKeyedQueue, type Outcome } from "./keyed-queue.ts";

/** A queue whose items end when the test says so. */
function setUp(concurrency: number) {
  const started: string[] = [];
  const ends = new Map<string, (outcome: Outcome) => void>();
  const queue = createKeyedQueue<string>(concurrency, (item) => {
    started.push(item);
    return new Promise((resolve) => ends.set(item, resolve));
  });
  const end = async (item: string, outcome: Outcome = { kind: "done" }) => {
    ends.get(item)?.(outcome);
    await new Promise(setImmediate);
  };
  return { queue, started, end };
}

test("one of each key at a time, as many keys as slots, in order and in turn", async () => {
  const { queue, started, end } = setUp(2);
  for (const item of ["a1", "a2", "b1", "c1", "b2"]) queue.add(item.charAt(0), item);
  assert.deepEqual(started, ["a1", "b1"]);
  await end("a1");
  assert.deepEqual(started, ["a1", "b1", "c1"]);
  await end("c1");
  await end("a2");
  await end("b1");
  await end("b2");
  assert.deepEqual(started, ["a1", "b1", "c1", "a2", "b2"]);
  queue.add("a", "a3");
  assert.deepEqual(started.at(-1), "a3");
  await end("a3");
  await queue.stop();
  assert.deepEqual(queue.rest(), []);
});

test("an item to be tried again holds up its key and no slot", async () => {
  const { queue, started, end } = setUp(1);
  for (const item of ["a1", "a2", "b1"]) queue.add(item.charAt(0), item);
  await end("a1", { kind: "again", afterMs: 30 });
  assert.deepEqual(started, ["a1", "b1"]);
  await end("b1");
  await waitFor(() => started.length === 3, { what: "the second try" });
  assert.deepEqual(started, ["a1", "b1", "a1"]);
  await end("a1");
  assert.deepEqual(started.at(-1), "a2");
  await end("a2");
  await queue.stop();
});

test("stopping starts nothing, waits for what runs, and leaves the rest in order", async () => {
  const { queue, started, end } = setUp(2);
  for (const item of ["a1", "a2", "b1", "c1", "d1"]) queue.add(item.charAt(0), item);
  await end("b1", { kind: "again", afterMs: 60_000 });
  await end("c1");
  let isStopped = false;
  const stopped = queue.stop().then(() => (isStopped = true));
  queue.add("a", "a3");
  await end("d1");
  assert.equal(isStopped, false);
  await end("a1");
  await stopped;
  assert.deepEqual(queue.rest(), ["a2", "a3", "b1"]);
  assert.deepEqual(started, ["a1", "b1", "c1", "d1"]);
});
