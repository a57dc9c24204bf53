import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Slots } from "./slots.ts";

const never = new AbortController().signal;

describe("Slots", () => {
  it("lets callers in one after the other", async () => {
    const slots = new Slots(1);
    const inside: string[] = [];
    assert.ok(await slots.enter(never));
    const others = ["a", "b"].map(async (name) => {
      assert.ok(await slots.enter(never));
      inside.push(name);
    });
    await setImmediate();
    assert.deepEqual(inside, []);
    slots.leave();
    await setImmediate();
    assert.deepEqual(inside, ["a"]);
    slots.leave();
    await Promise.all(others);
    assert.deepEqual(inside, ["a", "b"]);
  });

  it("loses no slot to a caller that gave up", async () => {
    const slots = new Slots(1);
    const impatient = new AbortController();
    assert.ok(await slots.enter(never));
    const waiting = slots.enter(impatient.signal);
    impatient.abort();
    assert.equal(await waiting, false);
    slots.leave();
    assert.ok(await slots.enter(never));
  });

  it("turns away those that came last, and lets the others in", async () => {
    const slots = new Slots(1);
    assert.ok(await slots.enter(never));
    const waiting = [slots.enter(never), slots.enter(never), slots.enter(never)] as const;
    slots.turnAway(1);
    assert.deepEqual(await Promise.all([waiting[1], waiting[2]]), [false, false]);
    slots.leave();
    assert.ok(await waiting[0]);
    slots.leave();
    assert.ok(await slots.enter(never));
  });

  it("lets fewer in when it shrinks, and those that wait when it grows", async () => {
    const slots = new Slots(3);
    for (let n = 0; n < 3; n++) assert.ok(await slots.enter(never));
    let inside = 3;
    const waiting = [1, 2, 3].map(async () => {
      assert.ok(await slots.enter(never));
      inside += 1;
    });
    slots.resize(1);
    slots.leave();
    slots.leave();
    await setImmediate();
    assert.equal(inside, 3);
    slots.leave();
    await setImmediate();
    assert.equal(inside, 4);
    slots.resize(2);
    await setImmediate();
    assert.equal(inside, 5);
    slots.leave();
    await Promise.all(waiting);
  });
});
