import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PROBLEM_REASONS } from "../api/problem.ts";
import { REFUSALS } from "../api/jobs.ts";
import { PHASES } from "../phases/phase.ts";
import { ERROR_NAMES, errorCodeSchema, errorNameSchema } from "./error-codes.ts";
import { errorCodeFor } from "./phase-failure.ts";
import { REASONS, type Reason } from "./reasons.ts";
import { ReelbusError, toReelbusError } from "./reelbus-error.ts";

const documentation = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");

/** The cells of each row of the table below a heading, backquotes taken off. */
function tableBelow(heading: string): string[][] {
  const section = documentation.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `docs/errors.md has a section ${heading}`);
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/u, "$1")),
  );
}

test("docs/errors.md lists the error codes", () => {
  assert.deepEqual(
    tableBelow("Codes").map(([code, name]) => [code, name]),
    Object.entries(ERROR_NAMES),
  );
});

test("docs/errors.md lists the reasons", () => {
  const code = { customer: "of the phase", ours: "5000", cancelled: "5001" } as const;
  assert.deepEqual(
    tableBelow("Reasons"),
    Object.entries(REASONS).map(([reason, { fault, retryable, meaning }]) => [
      reason,
      code[fault],
      retryable ? "yes" : "no",
      meaning,
    ]),
  );
});

test("docs/errors.md lists what the API refuses", () => {
  assert.deepEqual(
    tableBelow("Refusals of the API"),
    Object.entries(REFUSALS).map(([error, { statuses, meaning }]) => [error, statuses.join(", "), meaning]),
  );
  assert.deepEqual(tableBelow("Problems of a request"), Object.entries(PROBLEM_REASONS));
});

test("codes and names belong together", () => {
  for (const [code, name] of Object.entries(ERROR_NAMES)) {
    assert.equal(errorCodeSchema.parse(Number(code)), Number(code));
    assert.equal(errorNameSchema.parse(name), name);
  }
  assert.equal(errorCodeSchema.options.length, errorNameSchema.options.length);
});

test("the phase decides the code, unless the fault is ours or the job was cancelled", () => {
  const codes = (reason: Reason) => PHASES.map((phase) => errorCodeFor(phase, reason));
  assert.deepEqual(codes("file-not-found"), [5003, 1000, 2000, 2000, 2000, 3000]);
  assert.deepEqual(codes("internal"), [5000, 5000, 5000, 5000, 5000, 5000]);
  assert.deepEqual(codes("cancelled"), [5001, 5001, 5001, 5001, 5001, 5001]);
});

test("an error takes its reason's default, and a foreign error shows nothing", () => {
  assert.equal(new ReelbusError("host-unreachable", "x").retryable, true);
  assert.equal(new ReelbusError("host-unreachable", "x", { retryable: false }).retryable, false);
  const known = new ReelbusError("timeout", "x", { retryAfterMs: 5 });
  assert.equal(toReelbusError(known), known);
  const foreign = toReelbusError(new Error("/var/lib/secret"));
  assert.deepEqual([foreign.reason, foreign.retryAfterMs], ["internal", null]);
  assert.doesNotMatch(foreign.message, /secret/u);
});
