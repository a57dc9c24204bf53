import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../bin/reelbus", import.meta.url));
const checkout = fileURLToPath(new URL("../../..", import.meta.url));

test("the start script keeps compiled code in the checkout, unless told otherwise", async () => {
  await using elsewhere = await makeTempFolder("compiled");
  const variable = "NODE_COMPILE_CACHE";
  for (const [given, expected] of [
    [undefined, join(await realpath(checkout), ".cache", "node")],
    [elsewhere.path, elsewhere.path],
  ] as const) {
    const env = { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellFolder)}` };
    Reflect.deleteProperty(env, variable);
    const { stdout } = await run(script, ["--version"], {
      env: given === undefined ? env : { ...env, [variable]: given },
    });
    assert.ok(stdout.startsWith(`${expected}/v`), stdout);
  }
});

const tellFolder = `import { getCompileCacheDir } from "node:module"; console.log(getCompileCacheDir());`;
