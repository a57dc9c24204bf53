import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { makeTempFolder } from "@reelbus/testing";
import { TemporaryNames } from "./temporary-names.ts";

test("a later writer for the same owner removes what the earlier one left, and only that", async () => {
  await using folder = await makeTempFolder("names");
  const [killed, other, nobody] = ["job-1", "job-10", undefined].map((owner) => new TemporaryNames(owner).next());
  const stays = [other, nobody, ".reelbus-job-1-notes.txt", "job-1.tmp"].map(String);
  for (const name of [String(killed), ...stays]) await writeFile(join(folder.path, name), "half");
  const later = new TemporaryNames("job-1");
  await later.sweep(folder.path);
  assert.deepEqual((await readdir(folder.path)).toSorted(), stays.toSorted());

  const own = later.next();
  await writeFile(join(folder.path, own), "half");
  await later.sweep(folder.path);
  assert.ok((await readdir(folder.path)).includes(own));
});

test("without an owner, or where it may not look, nothing happens", async () => {
  await using folder = await makeTempFolder("names");
  const nobody = new TemporaryNames(undefined);
  await writeFile(join(folder.path, nobody.next()), "half");
  await nobody.sweep(folder.path);
  assert.equal((await readdir(folder.path)).length, 1);
  await new TemporaryNames("job-1").sweep(join(folder.path, "missing"));
});
