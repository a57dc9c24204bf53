import assert from "node:assert/strict";
import { test } from "node:test";
import { PHASES, phaseInputSchemas, phaseResultSchemas } from "@reelbus/contracts";
import { phaseInput } from "./phase-input.ts";
import { SAMPLE_RESULTS } from "./testing/index.ts";

test("each phase gets the input that its schema asks for", () => {
  for (const phase of PHASES) {
    phaseResultSchemas[phase].parse(SAMPLE_RESULTS[phase]);
    phaseInputSchemas[phase].parse(phaseInput(phase, SAMPLE_RESULTS));
  }
});

test("a missing result is a fault of ours", () => {
  assert.throws(() => phaseInput("Encoding", {}), { reason: "internal" });
});
