import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { isLiving, waitFor } from "@reelbus/testing";
import { runChild } from "./run-child.ts";

const NEVER = new AbortController().signal;
const LONG_MS = 30_000;

const LINUX_ONLY = process.platform === "linux" ? false : "reads /proc";

/** Runs a shell script that prints its process id after `setUp`. */
function runScript(
  script: string,
  options: { setUp?: string; signal?: AbortSignal; silenceLimitMs?: number; onPid?(pid: number): void },
) {
  let output = "";
  return runChild({
    program: "sh",
    args: ["-c", `${options.setUp ?? ":"}; echo $$; ${script}`],
    signal: options.signal ?? NEVER,
    silenceLimitMs: options.silenceLimitMs ?? LONG_MS,
    onOutput(text) {
      const had = output.includes("\n");
      output += text;
      if (!had && output.includes("\n")) options.onPid?.(Number.parseInt(output, 10));
      return true;
    },
  });
}

// Bounded: a child that can't be ended must fail its test, not hold it up.
describe("runChild", { timeout: 20_000 }, () => {
  it("keeps the end of a long error output", async () => {
    const end = await runScript("yes error | head -c 200000 >&2; echo last >&2; exit 3", {});
    assert.equal(end.exitCode, 3);
    assert.equal(end.stderrTail.length, 64 * 1024);
    assert.ok(end.stderrTail.endsWith("last\n"));
  });

  it("ends a child on abort, even one that ignores SIGTERM, and waits for its end", async () => {
    const controller = new AbortController();
    let pid = 0;
    const running = runScript("while :; do sleep 0.1; done", {
      setUp: 'trap "" TERM',
      signal: controller.signal,
      onPid(given) {
        pid = given;
        controller.abort(new Error("cancelled"));
      },
    });
    await assert.rejects(running, { message: "cancelled" });
    assert.equal(isLiving(pid), false);
  });

  it("starts nothing after an abort", async () => {
    await assert.rejects(runScript("exit 0", { signal: AbortSignal.abort(new Error("too late")) }), {
      message: "too late",
    });
  });

  it("ends a child that fell silent", async () => {
    const end = await runScript("exec sleep 60", { silenceLimitMs: 200 });
    assert.equal(end.fellSilent, true);
    assert.equal(end.signal, "SIGTERM");
  });

  it("ends the child when its output can't be taken", async () => {
    let pid = 0;
    const running = runScript("exec sleep 60", {
      onPid(given) {
        pid = given;
        throw new Error("too much");
      },
    });
    await assert.rejects(running, { message: "too much" });
    assert.equal(isLiving(pid), false);
  });

  it("tells that a program is missing", async () => {
    const command = { args: [], signal: NEVER, silenceLimitMs: LONG_MS, onOutput: () => true };
    const missing = { reason: "program-missing", message: "The program no-such-program is not installed." };
    const isMissing = (error: unknown) => {
      assert.ok(error instanceof ReelbusError);
      assert.deepEqual({ reason: error.reason, message: error.message }, missing);
      return true;
    };
    await assert.rejects(runChild({ ...command, program: "no-such-program" }), isMissing);
    await assert.rejects(runChild({ ...command, program: "/opt/no-such-program", secretLine: "x" }), isMissing);
  });

  it("blames no program for a folder that is missing", async () => {
    const command = { args: [], signal: NEVER, silenceLimitMs: LONG_MS, onOutput: () => true };
    await assert.rejects(runChild({ ...command, program: "sh", cwd: "/no-such-folder" }), { code: "ENOENT" });
  });

  it("gives the child nothing of this process's environment", { skip: LINUX_ONLY }, async () => {
    process.env["REELBUS_SECRET_KEY"] = "not for children";
    for (const secretLine of [null, "--keys=0123"]) {
      let output = "";
      await runChild({
        program: "env",
        args: [],
        secretLine,
        signal: NEVER,
        silenceLimitMs: LONG_MS,
        onOutput(text) {
          output += text;
          return true;
        },
      });
      assert.match(output, /^PATH=/mu);
      assert.doesNotMatch(output, /REELBUS|DATABASE|HOME=/u);
    }
  });

  it("gives a secret on standard input, not in the command line or the environment", { skip: LINUX_ONLY }, async () => {
    const secret = "--keys=0123 $(id) `id` \\ \"'";
    let output = "";
    const script = "cat /dev/stdin; tr '\\0' ' ' < /proc/$$/cmdline; tr '\\0' ' ' < /proc/$$/environ";
    const end = await runChild({
      program: "sh",
      args: ["-c", script],
      secretLine: secret,
      signal: NEVER,
      silenceLimitMs: LONG_MS,
      onOutput(text) {
        output += text;
        return true;
      },
    });
    assert.equal(end.exitCode, 0);
    assert.ok(output.startsWith(`${secret}\n`), output);
    assert.equal(output.split("--keys=0123").length, 2);
  });

  it("runs the child at a lower priority", { skip: LINUX_ONLY }, async () => {
    let nice = 0;
    await runScript("read line < /proc/$$/stat; exec sleep 0.2", {
      onPid(pid) {
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /su, "")
          .split(" ");
        nice = Number(fields[16]);
      },
    });
    assert.equal(nice, 10);
  });

  it("lets no child outlive a process that is killed", { skip: LINUX_ONLY }, async () => {
    const script = `
      import { runChild } from ${JSON.stringify(new URL("run-child.ts", import.meta.url).href)};
      await runChild({ program: "sh", args: ["-c", "echo $$; exec sleep 60"], signal: new AbortController().signal,
        silenceLimitMs: 60000, onOutput: (text) => { process.stdout.write(text); return true; } });`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout.setEncoding("utf8"), "data")) as [string];
    const pid = Number(line);
    assert.equal(isLiving(pid), true);
    parent.kill("SIGKILL");
    await waitFor(() => !isLiving(pid), { what: "the child to die with its parent" });
  });
});
