import assert from "node:assert/strict";
import promises, { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { it, mock } from "node:test";
import type { LifecycleEvent } from "@reelbus/contracts";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { eventFileName } from "../event-file.ts";
import { assertRefused } from "../testing/assertions.ts";
import { publishTo, withPublisherTo } from "../testing/calls.ts";
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

it(
  "makes the job's folder once more when a reader removes it before the file is in it",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    const [event] = sampleEvents(1);
    assert.ok(event);
    using reader = removingFolders(root.path, "mkdir", 1);
    await publishTo(filesIn(root.path), [event]);
    assert.deepEqual(await readdir(join(root.path, event.JobId)), [eventFileName(event)]);
    assert.equal(reader.removed, 1);
  }),
);

it(
  "publishes nothing again that a reader has taken together with the job's folder",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    using reader = removingFolders(root.path, "rename", Infinity);
    await publishTo(filesIn(root.path), sampleEvents(1));
    assert.deepEqual([reader.removed, await readdir(root.path)], [1, []]);
  }),
);

it(
  "makes nothing once more for a call that has ended",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    const abort = new AbortController();
    using reader = removingFolders(root.path, "mkdir", 1, () => abort.abort());
    await withPublisherTo(filesIn(root.path), async (publisher) => {
      await assertRefused(publisher.publish(sampleEvents(1), abort.signal), "timeout");
    });
    assert.deepEqual([reader.removed, await readdir(root.path)], [1, []]);
  }),
);

it(
  "gives up when the job's folder does not stay, which may pass",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    using reader = removingFolders(root.path, "mkdir", Infinity);
    await assertRefused(publishTo(filesIn(root.path), sampleEvents(1)), "write-refused", true);
    assert.equal(reader.removed, 2);
  }),
);

function filesIn(UriPath: string) {
  return { Type: "Files", Format: "Json", UriPath } as const;
}

function sorted(names: readonly string[]): string[] {
  return names.toSorted();
}

/** A reader so quick that it removes a folder as soon as it is made or has a file, but no more than so many. */
function removingFolders(
  root: string,
  after: "mkdir" | "rename",
  most: number,
  onRemoved = (): void => undefined,
): Disposable & { readonly removed: number } {
  const whole = promises[after] as (...parts: unknown[]) => Promise<unknown>;
  let removed = 0;
  const made = mock.method(promises, after, async (...parts: unknown[]) => {
    const first = await whole(...parts);
    const folder = after === "mkdir" ? String(parts[0]) : dirname(String(parts[1]));
    if (folder !== root && removed < most) {
      removed += 1;
      await rm(folder, { recursive: true });
      onRemoved();
    }
    return first;
  });
  syncBuiltinESMExports();
  return {
    get removed() {
      return removed;
    },
    [Symbol.dispose]: () => {
      made.mock.restore();
      syncBuiltinESMExports();
    },
  };
}
