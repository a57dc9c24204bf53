import assert from "node:assert/strict";
import { test } from "node:test";
import { DatabaseError } from "pg";
import { databaseError, mayBeOneRow } from "./database-error.ts";

function refusedWith(sqlState: string): unknown {
  const error = new DatabaseError("refused", 1, "error");
  error.code = sqlState;
  return databaseError(error);
}

test("rows are tried one by one where one of them may be to blame, and not where the server is", () => {
  for (const invalidTextOrConflict of ["22P02", "23505", "40001", "40P01"])
    assert.equal(mayBeOneRow(refusedWith(invalidTextOrConflict)), true, invalidTextOrConflict);
  for (const timeoutShutdownOrFullDisk of ["57014", "57P01", "53100"])
    assert.equal(mayBeOneRow(refusedWith(timeoutShutdownOrFullDisk)), false, timeoutShutdownOrFullDisk);
  assert.equal(mayBeOneRow(databaseError(new Error("ECONNRESET"))), false);
});
