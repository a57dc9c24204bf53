import assert from "node:assert/strict";
import { test } from "node:test";
import { newTraceParent } from "./trace-parent.ts";

test("a new trace has an id of its own", () => {
  const traceParent = newTraceParent();
  assert.match(traceParent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
  assert.notEqual(newTraceParent(), traceParent);
});
