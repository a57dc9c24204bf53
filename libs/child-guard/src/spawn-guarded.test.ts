import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLineOf } from "./command-line.ts";
import { spawnGuarded } from "./spawn-guarded.ts";

test("a child sees nothing of its parent's environment but where programs lie", async () => {
  process.env["REELBUS_SECRET_KEY"] = "not for children";
  const child = await spawnGuarded({
    program: "env",
    args: [],
    deathSignal: "KILL",
    stdio: ["ignore", "pipe", "ignore"],
  });
  assert.ok(child.stdout);
  const names = (await text(child.stdout))
    .trim()
    .split("\n")
    .map((line) => line.split("=")[0]);
  assert.deepEqual(names.sort(), ["LC_ALL", "PATH", "TZ"]);
});

test("says which program is missing: the child's own", async () => {
  for (const program of ["no-such-program", "/opt/no-such-program"]) {
    await assert.rejects(spawnGuarded({ program, args: [], deathSignal: "KILL", stdio: "ignore" }), {
      name: "ProgramMissingError",
      program: "no-such-program",
    });
  }
});

test("another failure to start is told as it is", async () => {
  const command = { program: "sleep", args: ["1"], deathSignal: "KILL", stdio: "ignore" } as const;
  await assert.rejects(spawnGuarded({ ...command, cwd: "/no-such-folder" }), { code: "ENOENT" });
});

test("where the kernel does not end a child, the end of its parent does", async () => {
  // Another system is played by name: setpriv is then left out.
  const script = `
    Object.defineProperty(process, "platform", { value: "darwin" });
    const { spawnGuarded } = await import(${JSON.stringify(import.meta.resolve("./spawn-guarded.ts"))});
    const child = await spawnGuarded({ program: "sleep", args: ["60"], deathSignal: "TERM", stdio: "ignore" });
    console.log(child.pid, child.spawnfile);
    process.exit(0);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await Promise.all([text(parent.stdout), once(parent, "exit")]);
  const [pid = "", spawned] = said.trim().split(" ");
  assert.equal(spawned, "sleep");
  for (let looks = 0; (await commandLineOf(Number(pid))) !== ""; looks++) {
    assert.ok(looks < 500, "the child outlived its parent");
    await sleep(10);
  }
});

test("the command line of a running process, and of none", async () => {
  assert.match(await commandLineOf(process.pid), /spawn-guarded\.test\.ts/u);
  if (process.platform === "linux") {
    const highest = Number(readFileSync("/proc/sys/kernel/pid_max", "utf8"));
    assert.equal(await commandLineOf(highest + 1), "");
  }
});
