import assert from "node:assert/strict";
import { test } from "node:test";
import { createSealer, generateKey } from "./sealer.ts";

const SECRETS = {
  "/ContentAcquisition/CredentialsSecret": "pässwörd",
  "/ContentProcessing/ContentKey": "a".repeat(24),
};

const UNREADABLE = { name: "ReelbusError", reason: "internal", retryable: false };

test("what was sealed opens again, with the key as bytes or base64", () => {
  const key = generateKey();
  const sealed = createSealer(key).seal(SECRETS);
  assert.deepEqual(createSealer(Buffer.from(key, "base64")).open(sealed), SECRETS);
  assert.deepEqual(createSealer(key).open(createSealer(key).seal({})), {});
});

test("a sealed text shows nothing and is never the same twice", () => {
  const sealer = createSealer(generateKey());
  const [first, second] = [sealer.seal(SECRETS), sealer.seal(SECRETS)];
  assert.notEqual(first, second);
  assert.match(first, /^v1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/u);
  assert.doesNotMatch(Buffer.from(first.split(".")[3] ?? "", "base64url").toString("latin1"), /Credentials|pässwörd/u);
});

test("another key, and a text changed anywhere, do not open", () => {
  const sealer = createSealer(generateKey());
  const sealed = sealer.seal(SECRETS);
  assert.throws(() => createSealer(generateKey()).open(sealed), UNREADABLE);
  const parts = sealed.split(".");
  parts.forEach((part, index) => {
    const flipped = Buffer.from(part, "base64url");
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    const changed = parts.with(index, index === 0 ? "v2" : flipped.toString("base64url")).join(".");
    assert.throws(() => sealer.open(changed), UNREADABLE, `part ${index}`);
  });
  const [version = "", nonce = "", tag = "", text = ""] = parts;
  const malformed = [
    "",
    "v1",
    "v1...",
    `${sealed}.x`,
    [version, nonce, tag].join("."),
    [version, "", tag, text].join("."),
  ];
  const shortTag = Buffer.from(tag, "base64url").subarray(0, 4).toString("base64url");
  for (const bad of [...malformed, [version, nonce, shortTag, text].join(".")]) {
    assert.throws(() => sealer.open(bad), UNREADABLE, bad);
  }
});

test("an error shows neither secret nor key", () => {
  const key = generateKey();
  assert.throws(
    () => createSealer(key).open(createSealer(generateKey()).seal(SECRETS)),
    (error: unknown) => error instanceof Error && !`${error.message}${String(error.cause)}`.includes(key),
  );
});

test("a key of another length is refused", () => {
  for (const key of ["", "c2hvcnQ=", Buffer.alloc(31), Buffer.alloc(33)]) {
    assert.throws(() => createSealer(key), UNREADABLE);
  }
});
