import assert from "node:assert/strict";
import { test } from "node:test";
import { childOf, newTraceParent } from "./trace-parent.ts";

const FORM = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u;

test("a new trace has its own id; a child keeps it and has its own span", () => {
  const parent = newTraceParent();
  assert.match(parent, FORM);
  assert.notEqual(newTraceParent(), parent);
  const child = childOf(parent);
  assert.match(child, FORM);
  assert.equal(child.slice(0, 35), parent.slice(0, 35));
  assert.notEqual(child, parent);
});

test("a parent that can't be read starts a new trace", () => {
  assert.match(childOf("nonsense"), FORM);
});
