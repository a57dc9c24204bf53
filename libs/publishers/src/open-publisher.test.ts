import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { it } from "node:test";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { openPublisher } from "./open-publisher.ts";
import { sampleEvents } from "./testing/index.ts";

it(
  "opens the adapter of the type, below the resolved folder",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    const asked: string[] = [];
    const publisher = openPublisher(
      { Type: "Files", Format: "Json", UriPath: "file:///events/" },
      {
        resolveLocalPath: (uriPath) => {
          asked.push(uriPath);
          return Promise.resolve(root.path);
        },
      },
    );
    const [event] = sampleEvents(1, { from: 7 });
    assert.ok(event);
    await publisher.publish([event], new AbortController().signal);
    await publisher.close();
    assert.deepEqual(asked, [`file:///events/${event.JobId}`]);
    assert.deepEqual(await readdir(root.path), ["000007-AcquisitionProgress.json"]);
  }),
);
