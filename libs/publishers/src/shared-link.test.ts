import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { SharedLink } from "./shared-link.ts";
import { forever } from "./testing/assertions.ts";

describe("SharedLink", () => {
  it("opens one link for calls at the same time and those after them", async () => {
    const world = new World();
    const [one, other] = [world.shared.get(forever), world.shared.get(forever)];
    (await world.begun()).resolve(new FakeLink());
    assert.equal(await one, await other);
    assert.equal(await world.shared.get(forever), await one);
    assert.equal(world.opening.length, 1);
  });

  it("closes a link that was lost, then opens another one", async () => {
    const world = new World();
    const first = await world.opened();
    first.isLost = true;
    const second = await world.opened();
    assert.notEqual(first, second);
    assert.deepEqual([first.closed, second.closed], [1, 0]);
  });

  it("opens anew after it could not", async () => {
    const world = new World();
    const call = world.shared.get(forever);
    (await world.begun()).reject(new ReelbusError("host-unreachable", "away"));
    await assert.rejects(call, { reason: "host-unreachable" });
    assert.equal((await world.opened()).isLost, false);
  });

  it("rejects a call that aborts, and goes on opening for the others", async () => {
    const world = new World();
    const abort = new AbortController();
    const [impatient, patient] = [world.shared.get(abort.signal), world.shared.get(forever)];
    abort.abort();
    await assert.rejects(impatient, { reason: "timeout" });
    const link = new FakeLink();
    (await world.begun()).resolve(link);
    assert.equal(await patient, link);
  });

  it("closes what is open, and opens nothing any more", async () => {
    const world = new World();
    const link = await world.opened();
    await Promise.all([world.shared.close(), world.shared.close()]);
    await assert.rejects(world.shared.get(forever), { reason: "internal" });
    assert.ok(link.closed > 0);
    assert.equal(world.opening.length, 1);
  });

  it("closes what was being opened meanwhile", async () => {
    const world = new World();
    const call = assert.rejects(world.shared.get(forever), { reason: "internal" });
    const opening = await world.begun();
    const closed = world.shared.close();
    await call;
    assert.equal(world.closing?.aborted, true);
    const link = new FakeLink();
    opening.resolve(link);
    await closed;
    assert.equal(link.closed, 1);
  });
});

class FakeLink {
  isLost = false;
  closed = 0;

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

/** Links that open when the test says so. */
class World {
  readonly opening: PromiseWithResolvers<FakeLink>[] = [];
  closing: AbortSignal | null = null;
  readonly shared = new SharedLink((closing) => {
    this.closing = closing;
    const opening = Promise.withResolvers<FakeLink>();
    this.opening.push(opening);
    return opening.promise;
  });

  /** What is being opened, after so many before. */
  async begun(before = 0): Promise<PromiseWithResolvers<FakeLink>> {
    return waitFor(() => this.opening[before], { what: "a link being opened" });
  }

  async opened(): Promise<FakeLink> {
    const before = this.opening.length;
    const call = this.shared.get(forever);
    (await this.begun(before)).resolve(new FakeLink());
    return await call;
  }
}
