import { childProcesses, makeFilm, makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { access, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { checkout, startCommand } from "../support/command-line.ts";

/** `npm run demo` itself, from the checkout, its outputs in a folder of the test's own. */
async function runDemo(source: string, cwd: string) {
  const command = startCommand(join(checkout, "node_modules/.bin/reelbus"), ["demo", source], { cwd });
  const outcome = await command.ended;
  return { ...outcome, left: childProcesses(command.child.pid) };
}

describe("the demo", () => {
  it("ends with links to a film that exists, and where the time went", async () => {
    await using folder = await makeTempFolder("demo");
    const { exitCode, stdout, left } = await runDemo(await makeFilm(), folder.path);
    assert.equal(exitCode, 0, stdout);
    assert.deepEqual(left, []);
    for (const event of ["JobCreated", "ContentMapped", "EncodingProgress", "ContentPublished", "JobSuccess"])
      assert.match(stdout, new RegExp(event, "u"));
    for (const link of ["DASH", "HLS", "image", "thumbs"]) {
      const url = new RegExp(`^${link} +(file:\\S+)$`, "mu").exec(stdout)?.[1];
      assert.ok(url, `no ${link} link in:\n${stdout}`);
      await access(fileURLToPath(url));
    }
    assert.match(stdout, /^Encoding +\d+\.\d+ +\d+\.\d+$/mu);
  });

  it("leaves nothing behind and says one line when there is no such source", async () => {
    await using folder = await makeTempFolder("demo");
    const { exitCode, stdout, stderr } = await runDemo("nothere.mov", folder.path);
    assert.equal(exitCode, 2);
    const path = join(folder.path, "nothere.mov");
    assert.deepEqual([stdout, stderr], ["", `reelbus: ${path} does not exist; give a media file or a folder\n`]);
    assert.deepEqual(await readdir(folder.path), []);
  });

  it("ends with code 1 and the error on a file that is no film", async () => {
    await using folder = await makeTempFolder("demo");
    const noFilm = join(folder.path, "film.mp4");
    await writeFile(noFilm, "this is no film\n");
    const { exitCode, stdout, left } = await runDemo(noFilm, folder.path);
    assert.equal(exitCode, 1);
    assert.match(stdout, /2000 EncodingError: .*film\.mp4/u);
    assert.deepEqual(left, []);
  });
});
