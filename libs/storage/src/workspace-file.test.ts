import assert from "node:assert/strict";
import { open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { copyBytes } from "./local/copy-bytes.ts";
import { writeWorkspaceFile } from "./workspace-file.ts";

const never = new AbortController().signal;

test(
  "a file appears when it is whole",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder("workspace");
    const path = join(folder.path, "film.mp4");
    const result = await writeWorkspaceFile(path, never, async (file) => {
      await file.writeFile("half ");
      assert.ok(!(await readdir(folder.path)).includes("film.mp4"));
      await file.writeFile("whole");
      return "result";
    });
    assert.equal(result, "result");
    assert.equal(String(await readFile(path)), "half whole");
    assert.deepEqual(await readdir(folder.path), ["film.mp4"]);
  }),
);

test(
  "a failure leaves nothing and has its reason",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder("workspace");
    const failures = [
      [Object.assign(new Error("no space"), { code: "ENOSPC" }), "workspace-full"],
      [Object.assign(new Error("broken disk"), { code: "EIO" }), "internal"],
      [new ReelbusError("timeout", "The source fell silent."), "timeout"],
    ] as const;
    for (const [thrown, reason] of failures) {
      const written = writeWorkspaceFile(join(folder.path, "film.mp4"), never, async (file) => {
        await file.writeFile("half");
        throw thrown;
      });
      await assert.rejects(written, (error) => error instanceof ReelbusError && error.reason === reason);
      assert.deepEqual(await readdir(folder.path), []);
    }
  }),
);

test(
  "an abort in the middle of a copy ends it and leaves nothing",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder("workspace");
    await writeFile(join(folder.path, "from"), Buffer.alloc(5 * 1024 * 1024));
    const from = await open(join(folder.path, "from"), "r");
    const abort = new AbortController();
    const reason = new Error("no longer wanted");
    let copiedBytes = 0;
    const onBytes = (delta: number) => {
      copiedBytes += delta;
      abort.abort(reason);
    };
    try {
      const written = writeWorkspaceFile(join(folder.path, "to"), abort.signal, (to) =>
        copyBytes(from, to, { signal: abort.signal, onBytes, readFailure: (error) => error }),
      );
      await assert.rejects(written, reason);
    } finally {
      await from.close();
    }
    assert.ok(copiedBytes > 0 && copiedBytes < 5 * 1024 * 1024);
    assert.deepEqual(await readdir(folder.path), ["from"]);
  }),
);
