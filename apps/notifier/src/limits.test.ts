import assert from "node:assert/strict";
import { it } from "node:test";
import { NOTIFIER_LIMITS } from "./limits.ts";

it("leaves room for others when a dozen targets hang", () => {
  const { lanes, perTarget, waitingPerTarget } = NOTIFIER_LIMITS;
  assert.ok(12 * (perTarget + waitingPerTarget) < lanes);
});
