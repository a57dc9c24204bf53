import { deliveriesPageSchema, publisherTestSchema } from "@reelbus/contracts";
import { makeTempFolder, sharedRabbitMq, waitFor } from "@reelbus/testing";
import { connect, type ConsumeMessage } from "amqplib";
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runReelbus } from "../support/command-line.ts";
import { smallJob, submit, untilEnded } from "../support/job.ts";
import { openCustomerQueue, type CustomerQueue } from "../support/rabbitmq.ts";
import { startSystem, type System } from "../support/system.ts";

describe("deliveries, on the command line", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let queue: CustomerQueue;
  let consuming: AsyncDisposable;
  const messages: ConsumeMessage[] = [];
  let system: System;

  before(async () => {
    folder = await makeTempFolder("deliveries");
    await mkdir(join(folder.path, "source"));
    queue = await openCustomerQueue();
    consuming = await queue.consume((message) => messages.push(message));
    system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
  });

  after(async () => {
    await system.stop();
    await consuming[Symbol.asyncDispose]();
    await queue[Symbol.asyncDispose]();
    await folder.remove();
  });

  const withUrl = (...args: string[]) => runReelbus([...args, "--url", system.url]);
  const parked = async () =>
    deliveriesPageSchema.parse(JSON.parse((await withUrl("deliveries", "--state", "Parked", "--json")).stdout))
      .Deliveries;
  const events = () => join(folder.path, "events");

  it("shows what is parked, and sends it again once its cause is mended", async () => {
    const name = `${queue.publisher.Queue}-missing`;
    const folders = { source: join(folder.path, "source"), published: join(folder.path, "published") };
    const MessagePublishers = [
      { Type: "Files", UriPath: events() },
      { ...queue.publisher, Queue: name },
    ] as const;
    const job = smallJob(folders, { MessagePublishers: [...MessagePublishers], IdempotencyKey: "parked" });
    const jobId = await submit(system.url, job);
    await untilEnded(system.url, jobId);
    await waitFor(async () => (await parked()).length === 1, { what: "the parked delivery", timeoutMs: 30_000 });
    const listed = await withUrl("deliveries", "--job", jobId);
    assert.equal(listed.exitCode, 0);
    assert.match(listed.stdout, new RegExp(`^${jobId}\\.1  Parked   RabbitMq  1 event to send, from 1 on\\n`, "u"));
    assert.match(listed.stdout, /until it is redriven, destination-not-found: .*no queue/u);
    assert.match((await withUrl("job", jobId)).stdout, /^ {2}publisher 1 {2}RabbitMq {2}Parked {2}0 of 1 event$/mu);
    const waited = await runReelbus(["submit", "-", "--wait", "--url", system.url], JSON.stringify(job));
    assert.equal(waited.exitCode, 1);
    assert.match(waited.stderr, /^reelbus: publisher 1 \(RabbitMq\) is parked with 0 of 1 event; /mu);

    const connection = await connect((await sharedRabbitMq()).url);
    const channel = await connection.createChannel();
    await channel.assertQueue(name);
    try {
      const redriven = await withUrl("redrive", `${jobId}.1`);
      assert.deepEqual([redriven.exitCode, redriven.stderr], [0, ""]);
      assert.match(redriven.stdout, new RegExp(`is due again; 'reelbus deliveries --job ${jobId}' shows`, "u"));
      const got = async () => (await channel.checkQueue(name)).messageCount;
      // As long as a target that was down may be left alone.
      await waitFor(async () => (await got()) === 1, { what: "the event in the queue", timeoutMs: 90_000 });
    } finally {
      await channel.deleteQueue(name);
      await connection.close();
    }
    assert.deepEqual(await parked(), []);
    const none = await withUrl("deliveries", "--state", "PARKED");
    assert.deepEqual([none.exitCode, none.stdout, none.stderr], [0, "", "reelbus: no deliveries are parked\n"]);
    const again = await withUrl("redrive", `${jobId}.1`);
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /not parked/u);
    const all = await withUrl("redrive", "--all");
    assert.deepEqual([all.exitCode, all.stdout], [0, "parked deliveries that are due again: 0\n"]);
  });

  it("sends by other settings what those of the job keep from arriving", async () => {
    const folders = { source: join(folder.path, "source"), published: join(folder.path, "published") };
    const MessagePublishers = [{ ...queue.publisher, CredentialsSecret: "an old password" }];
    const jobId = await submit(system.url, smallJob(folders, { MessagePublishers }));
    const isParked = () =>
      waitFor(async () => (await parked()).length === 1, { what: "the parked delivery", timeoutMs: 90_000 });
    await isParked();
    const all = await withUrl("redrive", "--all");
    const look = "'reelbus deliveries --state parked' shows later which are parked again";
    assert.deepEqual([all.exitCode, all.stdout], [0, `parked deliveries that are due again: 1; ${look}\n`]);
    await isParked();
    const file = join(folder.path, "publisher.json");
    await writeFile(file, JSON.stringify({ ...queue.publisher, Queue: "" }));
    const refused = await withUrl("redrive", `${jobId}.0`, "--settings", file);
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /publisher\.json: The publisher has problems\.[^]*Queue/u);
    await writeFile(file, JSON.stringify(queue.publisher));
    const redriven = await withUrl("redrive", `${jobId}.0`, "--settings", file);
    assert.deepEqual([redriven.exitCode, redriven.stderr], [0, ""]);
    const received = () => messages.filter(({ properties }) => properties.correlationId === jobId);
    await waitFor(() => received().length === 1, { what: "the event", timeoutMs: 30_000 });
    assert.deepEqual(await parked(), []);
  });

  it("sends events to a publisher again", async () => {
    const folders = { source: join(folder.path, "source"), published: join(folder.path, "published") };
    const MessagePublishers = [{ Type: "Files" as const, UriPath: events() }, queue.publisher];
    const jobId = await submit(system.url, smallJob(folders, { MessagePublishers }));
    const history = await untilEnded(system.url, jobId);
    const received = () => messages.filter(({ properties }) => properties.correlationId === jobId);
    await waitFor(() => received().length === history.length, { what: "the events", timeoutMs: 30_000 });
    const replayed = await withUrl("replay", jobId, "--publisher", "1", "--from", "1");
    assert.deepEqual([replayed.exitCode, replayed.stderr], [0, ""]);
    assert.match(replayed.stdout, /^events 1 to \d+ are due for publisher 1 again; /u);
    await waitFor(() => received().length === 2 * history.length, { what: "the events again", timeoutMs: 40_000 });

    assert.equal((await withUrl("replay", jobId, "--publisher", "9", "--from", "1")).exitCode, 1);
    assert.equal((await withUrl("replay", jobId, "--publisher", "1", "--from", "0")).exitCode, 2);
    assert.equal((await withUrl("replay", jobId, "--publisher", "x", "--from", "1")).exitCode, 2);
    const bare = await withUrl("replay", jobId);
    assert.equal(bare.exitCode, 2);
    assert.match(bare.stderr, /^error: .*--publisher <number> --from <number>\n/u);
  });

  it("tests a publisher, and says precisely what failed", async () => {
    const file = join(folder.path, "publisher.json");
    await writeFile(file, JSON.stringify(queue.publisher));
    const works = await withUrl("publisher", "test", file, "--json");
    assert.equal(works.exitCode, 0, works.stderr);
    assert.equal(publisherTestSchema.parse(JSON.parse(works.stdout)).Succeeded, true);
    const isTest = ({ properties }: ConsumeMessage) => properties.type === "PublisherTest";
    await waitFor(() => messages.some(isTest), { what: "the test event" });
    assert.match((await withUrl("publisher", "test", file)).stdout, /^check {4}ok\npublish {2}ok\nthe publisher has/u);

    await writeFile(file, JSON.stringify({ ...queue.publisher, CredentialsSecret: "hunter2" }));
    const fails = await withUrl("publisher", "test", file);
    assert.equal(fails.exitCode, 1);
    assert.match(fails.stdout, /^check {4}failed \(access-denied, it has to be mended\): RabbitMQ at /u);
    assert.ok(!`${fails.stdout}${fails.stderr}${system.log()}`.includes("hunter2"));

    const refused = await runReelbus(["publisher", "test", "-", "--url", system.url], '{"Type":"Files","Typo":1}');
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /^\s*UriPath: /mu);
    assert.match(refused.stderr, /^\s*Typo: /mu);
    assert.equal((await runReelbus(["publisher", "nonsense"])).exitCode, 2);
    assert.equal((await runReelbus(["publisher", "test"])).exitCode, 2);
  });
});
