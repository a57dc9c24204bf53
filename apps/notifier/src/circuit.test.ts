import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { Circuit } from "./circuit.ts";

const down = new ReelbusError("host-unreachable", "down");

describe("Circuit", () => {
  it("turns calls away after a failure, with its reason and the time to come back", () => {
    const circuit = new Circuit(() => 1);
    assert.equal(circuit.refusal(0), null);
    circuit.failed(circuit.epoch, down, 0);
    const refusal = circuit.refusal(500);
    assert.ok(refusal);
    assert.deepEqual([refusal.reason, refusal.retryable, refusal.retryAfterMs], ["host-unreachable", true, 1_500]);
  });

  it("has those that it turns away come back one after the other", () => {
    const circuit = new Circuit(() => 1);
    circuit.failed(circuit.epoch, down, 0);
    const pauses = [0, 0, 0].map((nowMs) => circuit.refusal(nowMs)?.retryAfterMs);
    assert.equal(new Set(pauses).size, 3);
  });

  it("then lets one call try, and everybody when that succeeds", () => {
    const circuit = new Circuit(() => 1);
    circuit.failed(circuit.epoch, down, 0);
    assert.equal(circuit.refusal(2_000), null);
    assert.notEqual(circuit.refusal(2_000), null);
    circuit.succeeded(circuit.epoch);
    assert.equal(circuit.refusal(2_000), null);
    assert.equal(circuit.refusal(2_000), null);
  });

  it("waits longer after every failed try, up to a minute", () => {
    const circuit = new Circuit(() => 1);
    const pauses: number[] = [];
    for (let nowMs = 0; pauses.length < 8; nowMs = circuit.openUntilMs) {
      assert.equal(circuit.refusal(nowMs), null);
      circuit.failed(circuit.epoch, down, nowMs);
      pauses.push((circuit.openUntilMs - nowMs) / 1_000);
    }
    assert.deepEqual(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it("counts the failures of calls that ran at the same time once", () => {
    const circuit = new Circuit(() => 1);
    const { epoch } = circuit;
    circuit.failed(epoch, down, 0);
    circuit.failed(epoch, down, 1_000);
    assert.equal(circuit.openUntilMs, 2_000);
  });

  it("hears nothing from a call that began before it opened", () => {
    const circuit = new Circuit(() => 1);
    const { epoch } = circuit;
    circuit.failed(epoch, new ReelbusError("throttled", "come back", { retryAfterMs: 60_000 }), 0);
    circuit.succeeded(epoch);
    assert.notEqual(circuit.refusal(1_000), null);
    assert.equal(circuit.refusal(60_000), null);
    circuit.ended(epoch);
    assert.notEqual(circuit.refusal(60_000), null, "one call tries it already");
  });

  it("lets the next one try when a try was given up", () => {
    const circuit = new Circuit(() => 1);
    circuit.failed(circuit.epoch, down, 0);
    assert.equal(circuit.refusal(2_000), null);
    circuit.ended(circuit.epoch);
    assert.equal(circuit.refusal(2_000), null);
  });
});
