import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openChildLog, readLogTail } from "./child-log.ts";

test("a log goes on where it ended, until it is too long", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "reelbus-child-log-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "server.log");
  assert.equal(await readLogTail(path), "there is no log");
  for (const line of ["first\n", "second\n"]) {
    await using log = await openChildLog(path);
    await log.write(line);
  }
  assert.equal(await readLogTail(path), "first\nsecond\n");
  assert.equal((await stat(path)).mode & 0o777, 0o600);

  await writeFile(path, "x".repeat(5000));
  assert.equal((await readLogTail(path)).length, 4096);
  await truncate(path, 9 * 1024 * 1024);
  await using log = await openChildLog(path);
  assert.equal((await log.stat()).size, 0);
  assert.deepEqual(await readdir(folder), ["server.log", "server.log.1"]);
});
