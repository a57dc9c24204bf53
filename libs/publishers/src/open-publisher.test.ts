import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { it } from "node:test";
import type { MessagePublisher } from "@reelbus/contracts";
import { CLOSED_PORT, makeTempFolder, withLeakCheck } from "@reelbus/testing";
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

it("names every problem of settings that come from a file", () => {
  const open = (settings: unknown) =>
    openPublisher(settings as MessagePublisher, { resolveLocalPath: (path) => Promise.resolve(path) });
  assert.throws(() => open({ Type: "Kafka" }), { name: "TypeError", message: /Type: expected one of .*RabbitMq/u });
  assert.throws(() => open({ Type: "RabbitMq", Host: "", Queues: "q" }), { message: /Host: .*; Queues: /u });
});

it("fills in what settings leave out", async () => {
  const publisher = openPublisher(
    { Type: "RabbitMq", Host: "127.0.0.1", Port: CLOSED_PORT, Queue: "q" } as MessagePublisher,
    {
      resolveLocalPath: (path) => Promise.resolve(path),
    },
  );
  await assert.rejects(publisher.check(new AbortController().signal), { reason: "host-unreachable" });
  await publisher.close();
});
