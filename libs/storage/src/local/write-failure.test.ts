import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { readFailure } from "./read-failure.ts";
import { writeFailure } from "./write-failure.ts";

function errno(code: string): Error {
  return Object.assign(new Error("a text that nobody shall see"), { code });
}

test("each way in which a write fails has its reason", () => {
  const expected = [
    ["ENOSPC", "target-full", true],
    ["EDQUOT", "target-full", true],
    ["EACCES", "access-denied", false],
    ["EPERM", "access-denied", false],
    ["EROFS", "write-refused", false],
    ["EISDIR", "write-refused", false],
    ["ENAMETOOLONG", "write-refused", false],
    ["EIO", "write-refused", true],
    ["EMFILE", "internal", true],
  ] as const;
  for (const [code, reason, retryable] of expected) {
    const failure = writeFailure(errno(code), "/out/a.m4s");
    assert.deepEqual([failure.reason, failure.retryable], [reason, retryable], code);
    assert.ok(failure.message.includes('"/out/a.m4s"'));
    assert.ok(!failure.message.includes("nobody shall see"));
  }
});

test("each way in which a read fails has its reason", () => {
  const expected = [
    ["ENOENT", "file-not-found", false],
    ["ENOTDIR", "file-not-found", false],
    ["EACCES", "access-denied", false],
    ["EIO", "incomplete-transfer", true],
    ["EMFILE", "internal", true],
  ] as const;
  for (const [code, reason, retryable] of expected) {
    const failure = readFailure(errno(code), "/in/film.mp4");
    assert.deepEqual([failure.reason, failure.retryable], [reason, retryable], code);
    assert.ok(failure.message.includes('"/in/film.mp4"'));
  }
});

test("what is a ReelbusError already stays as it is", () => {
  const error = new ReelbusError("location-not-allowed", "Not there.");
  assert.equal(readFailure(error, "/x"), error);
  assert.equal(writeFailure(error, "/x"), error);
});
