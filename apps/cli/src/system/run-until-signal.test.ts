import { waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

/** A program of its own that holds something which stops as `stop` says, and tells what happens to it. */
async function runProgram(
  stop: string,
  signals: (child: ReturnType<typeof spawn>, told: () => string) => Promise<void>,
  afterwards = "",
) {
  const module = fileURLToPath(new URL("run-until-signal.ts", import.meta.url));
  const code = `
    import { runUntilSignal } from ${JSON.stringify(module)};
    const alive = setInterval(() => undefined, 1000);
    const stop = async () => { console.log("stopping"); ${stop}; clearInterval(alive); console.log("stopped"); };
    await runUntilSignal(async () => ({ stop }), () => console.log("ready"));
    ${afterwards}`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", code]);
  let told = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (told += text));
  const ended = once(child, "close");
  try {
    await waitFor(() => told.includes("ready"), { what: "the program to be ready", timeoutMs: 30_000 });
    await signals(child, () => told);
    await ended;
  } finally {
    child.kill("SIGKILL");
  }
  return { exitCode: child.exitCode, told: told.trim().split("\n") };
}

describe("a program that runs until a signal", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`stops in order at ${signal}, even when it arrives twice`, async () => {
      const { exitCode, told } = await runProgram("", (child) => {
        child.kill(signal);
        child.kill(signal);
        return Promise.resolve();
      });
      assert.deepEqual([exitCode, told], [0, ["ready", "stopping", "stopped"]]);
    });

  it("ends in order when the same signal arrives again after all has stopped", async () => {
    const interrupt = (child: ReturnType<typeof spawn>): Promise<void> => {
      child.kill("SIGINT");
      return Promise.resolve();
    };
    const { exitCode, told } = await runProgram(
      "performance.now = () => 0", // as soon as can be
      interrupt,
      'process.kill(process.pid, "SIGINT"); console.log("goes on")',
    );
    assert.deepEqual([exitCode, told], [0, ["ready", "stopping", "stopped", "goes on"]]);
  });

  it("gives up at a second signal", async () => {
    const { exitCode, told } = await runProgram("await new Promise(() => undefined)", async (child, toldSoFar) => {
      child.kill("SIGINT");
      await waitFor(() => toldSoFar().includes("stopping"), { what: "the program to stop", timeoutMs: 30_000 });
      await waitFor(() => child.exitCode !== null || !child.kill("SIGINT"), {
        what: "the program to give up",
        timeoutMs: 30_000,
      });
    });
    assert.deepEqual([exitCode, told], [130, ["ready", "stopping"]]);
  });
});
