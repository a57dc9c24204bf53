import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { readServiceKey } from "./service-key.ts";

describe("the service's key", () => {
  it("is made once, for its owner alone", async () => {
    await using folder = await makeTempFolder("key");
    const dataDir = folder.path;
    const key = await readServiceKey(dataDir);
    assert.equal(Buffer.from(key, "base64").length, 32);
    assert.equal(await readServiceKey(dataDir), key);
    assert.equal((await stat(join(dataDir, "secret.key"))).mode & 0o777, 0o600);
  });

  it("is the same for first starts at the same time, and nothing else is left", async () => {
    await using folder = await makeTempFolder("key");
    for (let round = 0; round < 10; round += 1) {
      const dataDir = join(folder.path, String(round));
      await mkdir(dataDir);
      const starts = Array.from({ length: 8 }, async (_, turns) => {
        for (let turn = 0; turn < turns; turn += 1) await setImmediate();
        return await readServiceKey(dataDir);
      });
      assert.equal(new Set(await Promise.all(starts)).size, 1);
      assert.deepEqual(await readdir(dataDir), ["secret.key"]);
    }
  });

  it("is that of the file", async () => {
    await using folder = await makeTempFolder("key");
    await writeFile(join(folder.path, "secret.key"), "given\n");
    assert.equal(await readServiceKey(folder.path), "given");
  });

  it("is not replaced by another one where it can't be read", async () => {
    await using folder = await makeTempFolder("key");
    await mkdir(join(folder.path, "secret.key"));
    await assert.rejects(readServiceKey(folder.path), { code: "EISDIR" });
  });
});
