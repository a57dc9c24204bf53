import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withLeakCheck } from "../leak-check.ts";
import { makeTempFolder } from "../temp-folder.ts";
import { Journal } from "./journal.ts";

test(
  "a journal forgets an entry of which a kill left only half, and takes further ones",
  withLeakCheck(async () => {
    const folder = await makeTempFolder("journal");
    const file = join(folder.path, "journal.ndjson");
    const [first, second] = [1, 2].map((sequenceNumber) => ({ done: "queue-a", sequenceNumber }));
    assert.ok(first && second);
    new Journal(file).write(first);
    await appendFile(file, '{"done":"queue-é');
    const restarted = new Journal(file);
    assert.deepEqual(restarted.read(), [first]);
    restarted.write(second);
    assert.deepEqual(new Journal(file).read(), [first, second]);
    await folder.remove();
  }),
);
