import { lifecycleEventSchema, type LifecycleEvent } from "@reelbus/contracts";
import { makeTempFolder, waitFor } from "@reelbus/testing";
import type { ConsumeMessage } from "amqplib";
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { deliveredTo } from "../support/event-folder.ts";
import { eventsOf, smallJob, submit, untilEnded } from "../support/job.ts";
import { openCustomerQueue, type CustomerQueue } from "../support/rabbitmq.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem, type System } from "../support/system.ts";

const CONTENT_KEY = Buffer.from("a marker of 16 b");

describe("a job that tells RabbitMq and a folder", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let queue: CustomerQueue;
  const messages: ConsumeMessage[] = [];
  let system: System;
  let source: string;
  let jobId: string;
  let events: LifecycleEvent[];
  const published = () => join(folder.path, "published");
  const dataDir = () => join(folder.path, "data");

  before(async () => {
    folder = await makeTempFolder("broker");
    queue = await openCustomerQueue();
    await queue.consume((message) => messages.push(message));
    source = await makeSource(join(folder.path, "source"), { durationSeconds: 1 });
    system = await startSystem({ dataDir: dataDir(), allow: [folder.path] });
    jobId = await submit(
      system.url,
      smallJob(
        { source, published: published() },
        {
          ContentProcessing: {
            OutputFormat: ["Cmaf"],
            OptimizeFor: "Speed",
            DrmProtection: "Base64Key",
            KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11",
            ContentKey: CONTENT_KEY.toString("base64"),
          },
          MessagePublishers: [queue.publisher, { Type: "Files", UriPath: join(folder.path, "events") }],
        },
      ),
    );
    events = await untilEnded(system.url, jobId);
    await waitFor(() => messages.some(({ properties }) => properties.type === "JobSuccess"), {
      what: "JobSuccess in the queue",
      timeoutMs: 30_000,
    });
  });

  after(async () => {
    await system.stop();
    await queue[Symbol.asyncDispose]();
    await folder.remove();
  });

  it("delivers every event to the queue, in order, with the documented properties", () => {
    const received = messages.map(({ content }) => lifecycleEventSchema.parse(JSON.parse(content.toString())));
    assert.deepEqual(received, events);
    for (const [index, { properties }] of messages.entries()) {
      const event = events[index];
      assert.equal(properties.type, event?.EventType);
      assert.equal(properties.messageId, event?.EventId);
      assert.equal(properties.correlationId, jobId);
      assert.equal(properties.contentType, "application/json");
      assert.equal(properties.deliveryMode, 2);
    }
  });

  it("gives the folder the same events", async () => {
    const delivered = await deliveredTo(join(folder.path, "events"), jobId);
    assert.deepEqual([...delivered.values()], events);
    assert.deepEqual(
      [...delivered.keys()],
      events.map(({ Sequence, EventType }) => `${String(Sequence).padStart(6, "0")}-${EventType}.json`),
    );
  });

  it("ends a job whose queue does not exist in pre-validation, with the publisher's place and a reason", async () => {
    const wrong = await submit(
      system.url,
      smallJob(
        { source, published: published() },
        {
          MessagePublishers: [
            { Type: "Files", UriPath: join(folder.path, "events") },
            { ...queue.publisher, Queue: "no-such-queue" },
          ],
        },
      ),
    );
    const [only, ...others] = await untilEnded(system.url, wrong);
    assert.deepEqual(others, []);
    assert.equal(only?.EventType, "FinalError");
    assert.deepEqual([only.ErrorCode, only.Reason], [5003, "destination-not-found"]);
    assert.match(only.Message, /MessagePublishers\[1\]/u);
  });

  it("keeps its secrets out of events, log and every file of the data folder", async () => {
    const secrets = [
      queue.publisher.CredentialsSecret,
      CONTENT_KEY.toString("base64"),
      CONTENT_KEY.toString("hex"),
      CONTENT_KEY.toString(),
    ];
    const shown = JSON.stringify(await eventsOf(system.url, jobId)) + system.log();
    await system.stop();
    const files = (await readdir(dataDir(), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
    assert.ok(
      contents.some((content) => content.includes(jobId)),
      "the data folder holds the job",
    );
    for (const secret of secrets) {
      assert.ok(!shown.includes(secret), "a secret is shown");
      assert.ok(!contents.some((content) => content.includes(secret)), "a secret is stored in the clear");
    }
  });
});
