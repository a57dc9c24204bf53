import assert from "node:assert/strict";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { watchFolder } from "./folder-watch.ts";
import { withLeakCheck } from "./leak-check.ts";
import { makeTempFolder } from "./temp-folder.ts";

test(
  "a watched folder tells in which order its files appeared under their names",
  withLeakCheck(async () => {
    await using root = await makeTempFolder("folder-watch");
    const folder = join(root.path, "drop");
    using watched = watchFolder(folder);
    assert.deepEqual(await watched.appeared(), []);
    await mkdir(join(folder, "job"), { recursive: true });
    for (const name of ["1", "2", "3"]) await writeFile(join(folder, "job", `.${name}`), name);
    for (const name of ["3", "1", "2"]) await rename(join(folder, "job", `.${name}`), join(folder, "job", name));
    await writeFile(join(root.path, "elsewhere"), "");
    await writeFile(join(folder, "job", "1"), "once more");
    assert.deepEqual(await watched.appeared(), ["job/3", "job/1", "job/2"]);
  }),
);

test(
  "the files that were there before count first, by name",
  withLeakCheck(async () => {
    await using root = await makeTempFolder("folder-watch");
    const folder = join(root.path, "drop");
    await mkdir(folder);
    for (const name of ["2", "1"]) await writeFile(join(folder, name), name);
    using watched = watchFolder(folder);
    await writeFile(join(folder, "0"), "");
    await mkdir(join(folder, ".hidden"));
    await writeFile(join(folder, ".hidden", "3"), "");
    assert.deepEqual(await watched.appeared(), ["1", "2", "0"]);
  }),
);
