import assert from "node:assert/strict";
import { test } from "node:test";
import { createSealer, generateKey } from "./sealer.ts";

test("a fingerprint tells equal texts from others, and keys apart, and does not show the text", () => {
  const key = generateKey();
  const one = createSealer(key).fingerprint("a password");
  assert.equal(createSealer(key).fingerprint("a password"), one);
  assert.notEqual(createSealer(key).fingerprint("A password"), one);
  assert.notEqual(createSealer(generateKey()).fingerprint("a password"), one);
  assert.match(one, /^[\w-]{43}$/u);
});
