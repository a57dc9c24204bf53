import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { runMain } from "../testing/run-main.ts";

describe("reelbus up", () => {
  it("names --data, and ends at once, where the folder can't be made or used", async () => {
    await using folder = await makeTempFolder("up");
    const file = join(folder.path, "file");
    await writeFile(file, "");
    for (const data of ["/proc", "/proc/x", "/proc/x/y", file, join(file, "x")]) {
      const { exitCode, output } = await runMain(["up", "--port", "0", "--data", data]);
      assert.match(
        output,
        new RegExp(`^reelbus: can't make or use the data folder ${data} \\(E[A-Z]+\\);.* --data\n$`, "u"),
      );
      assert.equal(exitCode, 2);
    }
  });

  it("names every wrong setting in the environment and exits 2", async () => {
    await using folder = await makeTempFolder("up");
    const data = join(folder.path, "data");
    const variables = { LOG_LEVEL: "loud", DATABASE_URL: "x" };
    const { exitCode, output } = await runMain(["up", "--port", "0", "--data", data], variables);
    assert.match(output, /^reelbus: the settings can't be used:\n {2}DATABASE_URL .*\n {2}LOG_LEVEL .*\n$/u);
    assert.equal(exitCode, 2);
    await assert.rejects(access(data));
  });
});
