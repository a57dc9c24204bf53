import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { waitFor, withLeakCheck } from "@reelbus/testing";
import { nextShutdownState } from "./shutdown.ts";

const PROGRAM = fileURLToPath(new URL("testing/program.ts", import.meta.url));

/** A real process; `said` waits for a line of its output. */
function run(behaviour: string) {
  const child = spawn(process.execPath, [PROGRAM, behaviour], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const lines = (): string[] => output.split("\n").filter((line) => line !== "");
  return {
    lines,
    log: () => log,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    said: (line: string) => waitFor(() => lines().includes(line), { what: `the line ${line}`, timeoutMs: 10_000 }),
    exitCode: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, "close");
      return child.exitCode;
    },
  };
}

test(
  "SIGTERM: the service stops, then the dependencies close, exit code 0",
  withLeakCheck(async () => {
    const program = run("well");
    await program.said("started");
    program.kill("SIGTERM");
    assert.equal(await program.exitCode(), 0);
    assert.deepEqual(program.lines(), ["building", "started", "signal", "stop", "stopped", "close"]);
    assert.match(program.log(), /"message":"ended"/u);
  }),
);

test("SIGINT does the same", async () => {
  const program = run("well");
  await program.said("started");
  program.kill("SIGINT");
  assert.equal(await program.exitCode(), 0);
});

test("a stop that hangs is given up after the graceful time; dependencies are closed, exit code 1", async () => {
  const program = run("stop-hangs");
  await program.said("started");
  program.kill("SIGTERM");
  assert.equal(await program.exitCode(), 1);
  assert.deepEqual(program.lines(), ["building", "started", "signal", "stop", "close"]);
});

test("a second signal forces at once, and the last deadline ends what hangs even then", async () => {
  const program = run("all-hangs");
  await program.said("started");
  program.kill("SIGTERM");
  await program.said("stop");
  program.kill("SIGTERM");
  assert.equal(await program.exitCode(), 1);
  assert.deepEqual(program.lines(), ["building", "started", "signal", "stop", "signal", "close"]);
});

test("a service that fails to start or to stop: everything is closed, exit code 1, the error is logged", async () => {
  const notStarted = run("start-fails");
  assert.equal(await notStarted.exitCode(), 1);
  assert.deepEqual(notStarted.lines(), ["building", "stop", "stopped", "close"]);
  assert.match(notStarted.log(), /"message":"the service can't start"/u);
  const notStopped = run("stop-fails");
  await notStopped.said("started");
  notStopped.kill("SIGTERM");
  assert.equal(await notStopped.exitCode(), 1);
  assert.deepEqual(notStopped.lines(), ["building", "started", "signal", "stop", "close"]);
  assert.match(notStopped.log(), /on purpose/u);
});

test("a build that fails ends with exit code 1, and tells a stack unless an operator can mend it", async () => {
  const failing = run("build-fails");
  assert.equal(await failing.exitCode(), 1);
  assert.deepEqual(failing.lines(), ["building"]);
  const { error, message } = JSON.parse(failing.log()) as { error: { stack: unknown }; message: unknown };
  assert.equal(message, "the service can't start");
  assert.equal(typeof error.stack, "string");
  const unusable = run("start-error");
  assert.equal(await unusable.exitCode(), 1);
  const told = JSON.parse(unusable.log()) as Record<string, unknown>;
  assert.equal(told["message"], "the service can't start: no server; start one");
  assert.equal(told["error"], undefined);
});

test("a build that is refused its configuration ends with exit code 2", async () => {
  const misconfigured = run("bad-config");
  assert.equal(await misconfigured.exitCode(), 2);
  const told = JSON.parse(misconfigured.log()) as Record<string, unknown>;
  assert.equal(told["message"], "the settings can't be used");
  const problem = { setting: "ANSWER", expected: "expected yes", source: "environment", value: "no" };
  assert.deepEqual(told["problems"], [problem]);
});

test("a build that hangs is ended by two signals", async () => {
  const program = run("build-hangs");
  await program.said("building");
  program.kill("SIGTERM");
  await program.said("signal");
  program.kill("SIGTERM");
  assert.equal(await program.exitCode(), 1);
});

test("signals and deadlines lead from running to killed and never back", () => {
  assert.equal(nextShutdownState("running", "deadline"), "running");
  assert.equal(nextShutdownState("running", "signal"), "graceful");
  for (const trigger of ["signal", "deadline"] as const) {
    assert.equal(nextShutdownState("graceful", trigger), "forceful");
    assert.equal(nextShutdownState("forceful", trigger), "killed");
    assert.equal(nextShutdownState("killed", trigger), "killed");
  }
});
