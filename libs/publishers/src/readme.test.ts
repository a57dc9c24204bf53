import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { documentedProgram, startProgram } from "./testing/documented-program.ts";
import { sampleEvents } from "./testing/index.ts";

it(
  "has an example in its README that is a whole program",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder();
    const [event] = sampleEvents(1);
    assert.ok(event);
    const file = join(folder.path, "event.json");
    await writeFile(file, JSON.stringify(event));
    const code = documentedProgram("libs/publishers/README.md", "# @reelbus/publishers", "ts")
      .replace("/srv/events", folder.path)
      .replace('"event.json"', JSON.stringify(file));
    const program = startProgram(code);
    program.stdout.resume();
    assert.deepEqual(await once(program, "exit"), [0, null]);
    const published = await readFile(join(folder.path, event.JobId, "000001-AcquisitionProgress.json"), "utf8");
    assert.deepEqual(JSON.parse(published), event);
  }),
);
