import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { dieWithParent } from "./die-with-parent.ts";

const module = fileURLToPath(import.meta.resolve("./die-with-parent.ts"));

/** A parent that starts a guarded child, says its process id, and waits. */
const PARENT = `
  import { spawn } from "node:child_process";
  import { dieWithParent } from ${JSON.stringify(module)};
  const { program, args } = dieWithParent({ program: "sleep", args: ["60"] }, "KILL");
  console.log(spawn(program, args, { stdio: "ignore" }).pid);
  setInterval(() => {}, 1000);
`;

const linuxOnly = process.platform === "linux" ? false : "no other system tells a child that its parent died";

test("a child dies with a parent that is killed", { skip: linuxOnly }, async () => {
  const parent = spawn(process.execPath, ["--input-type=module-typescript", "--eval", PARENT]);
  const [said] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(said.toString());
  parent.kill("SIGKILL");
  await once(parent, "exit");
  for (let looks = 0; isRunning(pid); looks++) {
    assert.ok(looks < 500, "the child outlived its parent");
    await sleep(10);
  }
});

test("another user, without the groups of this one", { skip: linuxOnly }, () => {
  assert.deepEqual(dieWithParent({ program: "postgres", args: ["-D", "d"] }, "INT", { uid: 7, gid: 8 }), {
    program: "setpriv",
    args: ["--reuid=7", "--regid=8", "--clear-groups", "--pdeathsig", "INT", "--", "postgres", "-D", "d"],
  });
});

/** A process that only waits to be reaped does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
