import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { closeSync, constants, existsSync, openSync, readdirSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { makeTempFolder, waitFor, withLeakCheck } from "@reelbus/testing";
import { assertRefused, forever, settles } from "../testing/assertions.ts";
import { sampleEvents } from "../testing/index.ts";
import { FilesPublisher } from "./files-publisher.ts";
import { FILES_LIMITS, type FilesLimits } from "./limits.ts";

it(
  "leaves threads to everybody else when the disk of many publishers hangs",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    using disk = hangingDisk(root.path);
    const publishers = Array.from({ length: 8 }, () => publisherTo(root.path, disk.reach, { writeMs: 200 }));
    const twice = publishers.flatMap((publisher) => [publisher, publisher]);
    await Promise.all(twice.map((publisher) => assertRefused(publisher.publish(sampleEvents(1), forever), "timeout")));
    await settles(Promise.all([readFile(import.meta.filename), lookup("localhost")]), "the work of others");
    assert.equal(disk.reached, 2);
    disk.answer();
    await Promise.all(publishers.map((publisher) => publisher.close()));
  }),
);

it(
  "begins nothing for a call that has ended, and goes on when the disk answers again",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    using disk = hangingDisk(root.path);
    // As short as the last call, which has to succeed, can bear.
    const publisher = publisherTo(root.path, disk.reach, { writeMs: 2_000 });
    const [first, second, third] = sampleEvents(3).map((event) => [event]);
    assert.ok(first && second && third);
    const late = assertRefused(publisher.publish(first, forever), "timeout");
    await waitFor(() => disk.reached === 1, { what: "the first call to hang" });
    const abort = new AbortController();
    const aborted = assertRefused(publisher.publish(second, abort.signal), "timeout");
    abort.abort();
    await Promise.all([late, aborted]);
    disk.answer();
    await publisher.publish(third, forever);
    const names = readdirSync(join(root.path, third[0]?.JobId ?? ""));
    assert.deepEqual(names.toSorted(), ["000001-AcquisitionProgress.json", "000003-AcquisitionProgress.json"]);
    await publisher.close();
  }),
);

it(
  "ends the calls that wait when it closes, and begins none of them",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    using disk = hangingDisk(root.path);
    const publisher = publisherTo(root.path, disk.reach, { writeMs: 600_000, closeMs: 10 });
    const events = sampleEvents(1);
    const calls = [1, 2].map(() => assertRefused(publisher.publish(events, forever), "internal"));
    await waitFor(() => disk.reached === 1, { what: "the first call to hang" });
    await publisher.close();
    await Promise.all(calls);
    disk.answer();
    const next = publisherTo(root.path, disk.reach);
    await next.publish(sampleEvents(1), forever);
    await next.close();
    const folder = join(root.path, events[0]?.JobId ?? "");
    await waitFor(() => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".json")), {
      what: "the file that was being written",
    });
    assert.equal(disk.reached, 2);
  }),
);

function publisherTo(UriPath: string, reach: () => Promise<void>, shorter: Partial<FilesLimits> = {}) {
  const resolveLocalPath = (path: string): Promise<string> => reach().then(() => path);
  const limits = { ...FILES_LIMITS, closeMs: 10_000, ...shorter };
  return new FilesPublisher({ Type: "Files", Format: "Json", UriPath }, { resolveLocalPath }, limits);
}

/** As the system treats calls to a drive that is gone: who opens a pipe that nobody writes to keeps a thread until somebody does. */
function hangingDisk(
  folder: string,
): Disposable & { reach: () => Promise<void>; readonly reached: number; answer(): void } {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  let reached = 0;
  let writer: number | null = null;
  const answer = (): void => {
    writer ??= openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  };
  return {
    reach: async () => {
      reached += 1;
      await (await open(pipe, "r")).close();
    },
    get reached() {
      return reached;
    },
    answer,
    [Symbol.dispose]: () => {
      answer();
      if (writer !== null) closeSync(writer);
    },
  };
}
