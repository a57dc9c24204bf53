import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import type { Outcome } from "./outcome.ts";

const runFile = promisify(execFile);
const subject = new URL("run-test-file.ts", import.meta.url).href;

/** Runs a test file of that source, and tells what was reported. */
async function outcomesOf(source: string, timeoutMs = 60_000): Promise<Outcome[]> {
  await using folder = await makeTempFolder("runner");
  const imports = 'import { before, describe, test } from "node:test";\n';
  await writeFile(join(folder.path, "a.test.ts"), imports + source);
  const program = `
    import { runTestFile } from ${JSON.stringify(subject)};
    const outcomes = [];
    const report = (outcome) => outcomes.push(outcome);
    await runTestFile({ file: "a.test.ts", report, timeoutMs: ${timeoutMs}, signal: new AbortController().signal });
    console.log(JSON.stringify(outcomes));
    process.exit(0);`;
  // node:test runs nothing in a process that itself runs under node:test.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  await writeFile(join(folder.path, "main.mjs"), program);
  const { stdout } = await runFile(process.execPath, ["main.mjs"], { cwd: folder.path, env });
  return JSON.parse(stdout) as Outcome[];
}

function namesOf(outcomes: readonly Outcome[], result: Outcome["result"]): string[] {
  return outcomes.filter((outcome) => outcome.result === result).map(({ name }) => name);
}

test("tests are counted with the names of their suites; skipped ones with their reason", async () => {
  const outcomes = await outcomesOf(`
    describe("outer", () => {
      test("first", () => {});
      test("other", { skip: "because" }, () => {});
      test.todo("later");
      describe("inner", () => { test("parent", async (t) => { await t.test("child", () => {}); }); });
    });`);
  const passed = ["outer > first", "outer > inner > parent > child", "outer > inner > parent"];
  assert.deepEqual(namesOf(outcomes, "passed"), passed);
  assert.deepEqual(
    outcomes.filter(({ result }) => result === "skipped").map(({ name, detail }) => `${name}: ${detail ?? ""}`),
    ["outer > other: because", "outer > later: to do: true"],
  );
  assert.equal(outcomes.length, 5);
});

test("a failure comes with its error and what the file printed", async () => {
  const outcomes = await outcomesOf(`
    console.log("a clue");
    test("good", () => {});
    test("bad", () => { throw new Error("it broke"); });`);
  assert.deepEqual(namesOf(outcomes, "passed"), ["good"]);
  const [failure, ...others] = outcomes.filter(({ result }) => result === "failed");
  assert.deepEqual(others, []);
  assert.equal(failure?.name, "bad");
  assert.match(failure.detail ?? "", /Error: it broke[^]*a\.test\.ts[^]*a clue/);
});

test("a hook that fails is a failure", async () => {
  const outcomes = await outcomesOf(
    'describe("suite", () => { before(() => { throw new Error("no"); }); test("never", () => {}); });',
  );
  assert.deepEqual(namesOf(outcomes, "failed"), ["suite > never", "suite"]);
});

const endings: [what: string, source: string, detail: RegExp][] = [
  ["can't be parsed", "const a: = 1;", /exit code 1[^]*ERR_INVALID_TYPESCRIPT_SYNTAX/],
  ["is killed", 'test("a", () => {}); setTimeout(() => process.kill(process.pid, "SIGKILL"), 50);', /SIGKILL/],
  [
    "ends before its tests",
    'test("a", () => {}); test("b", async () => { await new Promise((r) => setTimeout(r, 50)); process.exit(0); });',
    /The process ended before its tests did/,
  ],
  ["holds no test", "export {};", /holds no test/],
];
for (const [what, source, detail] of endings) {
  test(`a file that ${what} has failed`, async () => {
    const outcomes = await outcomesOf(source);
    const failures = outcomes.filter(({ result }) => result === "failed");
    assert.deepEqual(namesOf(failures, "failed"), ["a.test.ts"]);
    assert.match(failures[0]?.detail ?? "", detail);
  });
}

test("a file that doesn't end is killed and has failed", async () => {
  const outcomes = await outcomesOf('test("a", () => {}); setInterval(() => {}, 1000);', 1500);
  assert.match(outcomes.at(-1)?.detail ?? "", /Killed: it took longer than 1\.5 s/);
});
