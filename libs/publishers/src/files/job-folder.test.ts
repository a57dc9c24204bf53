import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import type { LifecycleEvent } from "@reelbus/contracts";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { eventFileName } from "../event-file.ts";
import { publishTo } from "../testing/calls.ts";
import { sampleEvents } from "../testing/index.ts";

for (const EventType of ["JobSuccess", "FinalError"])
  it(
    `removes with ${EventType} what crashes left in the job's folder, not before and nothing else`,
    withLeakCheck(async () => {
      await using root = await makeTempFolder();
      const [first, second] = sampleEvents(2);
      assert.ok(first && second);
      const last = { ...second, EventType } as LifecycleEvent;
      const ofJob = join(root.path, first.JobId);
      await mkdir(ofJob);
      const [left, others] = [".000001-JobCreated.json.0123456789ab", [".a.json", "a.json.0123456789ab"]];
      for (const name of [left, ...others]) await writeFile(join(ofJob, name), "half");
      await publishTo(filesIn(root.path), [first]);
      assert.deepEqual(await readdir(ofJob).then(sorted), sorted([left, ...others, eventFileName(first)]));
      await publishTo(filesIn(root.path), [last]);
      assert.deepEqual(
        await readdir(ofJob).then(sorted),
        sorted([...others, eventFileName(first), eventFileName(last)]),
      );
    }),
  );

function filesIn(UriPath: string) {
  return { Type: "Files", Format: "Json", UriPath } as const;
}

function sorted(names: readonly string[]): string[] {
  return names.toSorted();
}
