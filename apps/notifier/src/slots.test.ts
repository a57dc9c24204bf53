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
});
