import { ReelbusError } from "@reelbus/contracts";
import { DatabaseError } from "pg";

/**
 * SQLSTATE classes and codes of trouble that passes: connection, resources, shutdown, conflict, timeout. Class 28 and
 * 3D000 are not among them: waiting mends no wrong password and no missing database.
 */
const PASSING = /^(?:08|53|40001$|40P01$|55P03$|57P0[1-5]$|57014$|25006$)/u;
const CONFLICT = /^40(?:001|P01)$/u;
const MESSAGE = "The database could not do its part. The operator finds the details in the log.";

/**
 * What the client library threw, as a ReelbusError. Whatever has no SQLSTATE did not come from the server: the
 * connection could not be made or broke, which passes.
 */
export function databaseError(thrown: unknown): ReelbusError {
  if (thrown instanceof ReelbusError) return thrown;
  const sqlState = sqlStateOf(thrown);
  const retryable = sqlState === null || PASSING.test(sqlState);
  return new ReelbusError("internal", MESSAGE, { retryable, cause: thrown });
}

/**
 * Whether a statement for several rows may have failed because of one of them: the server refused it, or another
 * statement was in its way. Trouble of the whole server is not made better by asking it row by row.
 */
export function mayBeOneRow(error: unknown): boolean {
  const sqlState = error instanceof ReelbusError ? sqlStateOf(error.cause) : null;
  return sqlState !== null && (CONFLICT.test(sqlState) || !PASSING.test(sqlState));
}

/** Whether the server ended a statement that waited for another one, which waited for it: nothing of it was done. */
export function isDeadlock(thrown: unknown): boolean {
  return sqlStateOf(thrown) === "40P01";
}

/** The five characters by which the server names the error; null when it was not the server that failed. */
export function sqlStateOf(thrown: unknown): string | null {
  return thrown instanceof DatabaseError ? (thrown.code ?? null) : null;
}
