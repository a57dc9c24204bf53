import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { withLeakCheck, makeTempFolder } from "@reelbus/testing";
import { makeFolder, removeLeftovers, writeWholeFile } from "./write-whole-file.ts";

it(
  "replaces a file and leaves nothing else behind",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    await writeWholeFile(root.path, "a.json", Buffer.from("first"));
    await writeWholeFile(root.path, "a.json", Buffer.from("second"));
    assert.deepEqual(await readdir(root.path), ["a.json"]);
    assert.equal(await readFile(join(root.path, "a.json"), "utf8"), "second");
  }),
);

it(
  "removes the temporary file when the name can't be taken",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    await mkdir(join(root.path, "a.json", "in the way"), { recursive: true });
    await assert.rejects(writeWholeFile(root.path, "a.json", Buffer.from("text")));
    assert.deepEqual(await readdir(root.path), ["a.json"]);
  }),
);

it(
  "makes folders of any depth, again and again",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    const deep = join(root.path, "a", "b", "c");
    await makeFolder(deep);
    await makeFolder(deep);
    assert.deepEqual(await readdir(join(root.path, "a", "b")), ["c"]);
  }),
);

it(
  "removes what a crash has left, and nothing else",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    const others = [".a.json", ".a.json.0123456789", "a.json.0123456789ab"];
    for (const name of [".a.json.0123456789ab", ".000002-JobSuccess.json.ffffffffffff", ...others])
      await writeFile(join(root.path, name), "half");
    await writeWholeFile(root.path, "a.json", Buffer.from("whole"));
    await removeLeftovers(root.path);
    assert.deepEqual((await readdir(root.path)).toSorted(), [...others, "a.json"].toSorted());
  }),
);
