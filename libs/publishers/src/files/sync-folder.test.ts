import assert from "node:assert/strict";
import { it } from "node:test";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { syncFolder } from "./sync-folder.ts";

it(
  "syncs a folder, and reports one that is not there",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    await syncFolder(root.path);
    await assert.rejects(syncFolder(`${root.path}/missing`), { code: "ENOENT" });
  }),
);

it(
  "is content with a file system that can't sync folders",
  { skip: process.platform === "linux" ? false : "only Linux has such a folder on every machine: /proc" },
  withLeakCheck(() => syncFolder("/proc")),
);
