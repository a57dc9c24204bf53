import assert from "node:assert/strict";
import { it } from "node:test";
import { assertAdvises } from "../testing/assertions.ts";
import { notWrittenInTime, toFileError } from "./file-errors.ts";

for (const [code, reason, retryable] of [
  ["ENOSPC", "target-full", true],
  ["EDQUOT", "target-full", true],
  ["EACCES", "access-denied", false],
  ["EROFS", "write-refused", false],
  ["EINVAL", "write-refused", false],
  ["ENOTDIR", "write-refused", false],
  ["EIO", "write-refused", true],
  ["EMFILE", "internal", true],
] as const) {
  it(`makes ${reason} of ${code}`, () => {
    const error = toFileError(Object.assign(new Error("/our/own/path"), { code }), "/customer/folder");
    assert.deepEqual([error.reason, error.retryable], [reason, retryable]);
    assert.ok(!error.message.includes("/our/own/path"));
    if (reason !== "internal") assertAdvises(error.message);
  });
}

it("says what to do where the storage does not answer", () => {
  assertAdvises(notWrittenInTime("/customer/folder", 1_000).message);
});
