import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { withLeakCheck } from "./leak-check.ts";
import { makeTempFolder } from "./temp-folder.ts";

test("a tidy test passes", async (t) => {
  const tempFolder = tmpdir();
  await withLeakCheck(async () => {
    await using folder = await makeTempFolder();
    assert.ok(folder.path.startsWith(tmpdir()));
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
  })(t);
  assert.equal(tmpdir(), tempFolder);
});

test("an open server is reported", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  server.close();
  const leaky = withLeakCheck(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  await assert.rejects(leaky(t), /an active TCPServerWrap \(1 more/);
  server.close();
});

test("a child process is reported even when nothing waits for it", async (t) => {
  const started: ChildProcess[] = [];
  const leaky = withLeakCheck(async () => {
    const child = spawn("sleep", ["1000"], { stdio: "ignore" });
    started.push(child);
    await once(child, "spawn");
    child.unref();
  });
  await assert.rejects(leaky(t), /the child process \d+: sleep 1000/);
  for (const child of started) child.kill("SIGKILL");
});

test("a temporary folder is reported, and deleted", async (t) => {
  const leaky = withLeakCheck(async () => {
    await makeTempFolder("forgotten");
  });
  await assert.rejects(leaky(t), /a temporary file or folder named reelbus-forgotten-/);
});

test("the error of the body comes before its leaks", async (t) => {
  const failing = withLeakCheck(async () => {
    await makeTempFolder("forgotten");
    throw new Error("the body failed");
  });
  await assert.rejects(failing(t), { message: "the body failed" });
});
