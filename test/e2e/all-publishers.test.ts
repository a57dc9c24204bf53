import { isTerminal, type LifecycleEvent, type MessagePublisherType } from "@reelbus/contracts";
import { makeTempFolder, waitFor, whyNoVsftpd } from "@reelbus/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  filesSide,
  ftpsSide,
  rabbitMqSide,
  serviceBusSide,
  sqsSide,
  webhookSide,
  type ArrivedEvent,
  type CustomerSide,
} from "../support/customer-sides.ts";
import { assertPromises, historyOf, smallJob, submit, untilEnded, WHOLE_HISTORY } from "../support/job.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem } from "../support/system.ts";

const TYPES: readonly MessagePublisherType[] = ["RabbitMq", "AzureServiceBus", "AmazonSqs", "Webhook", "Ftps", "Files"];

/** A job has at most five publishers, so two jobs leave out one each. */
const LEFT_OUT: readonly MessagePublisherType[] = ["Files", "RabbitMq"];

describe("a job that tells five publishers at once", () => {
  const opened = new AsyncDisposableStack();
  const sides = new Map<MessagePublisherType, CustomerSide>();
  const histories = new Map<string, { events: LifecycleEvent[]; leftOut: MessagePublisherType }>();

  before(async () => {
    const folder = await makeTempFolder("all-publishers");
    opened.defer(() => folder.remove());
    const certificate = join(folder.path, "certificate.pem");
    const all = await Promise.all([rabbitMqSide(), serviceBusSide(), sqsSide(), webhookSide(), ftpsSide(certificate)]);
    for (const side of [...all, filesSide(join(folder.path, "events"))])
      if (side !== null) sides.set(side.publisher.Type, opened.use(side));
    const source = await makeSource(join(folder.path, "source"), { durationSeconds: 1 });
    const env = sides.has("Ftps") ? { NODE_EXTRA_CA_CERTS: certificate } : {};
    const system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path], env });
    opened.use(system);
    await Promise.all(
      LEFT_OUT.map(async (leftOut) => {
        const told = [...sides].filter(([type]) => type !== leftOut).map(([, { publisher }]) => publisher);
        const folders = { source, published: join(folder.path, `published-without-${leftOut}`) };
        const jobId = await submit(system.url, smallJob(folders, { MessagePublishers: told }));
        histories.set(jobId, { events: await untilEnded(system.url, jobId), leftOut });
      }),
    );
  });

  after(() => opened.disposeAsync());

  it("tells its whole history", () => {
    assert.equal(histories.size, LEFT_OUT.length);
    for (const { events } of histories.values()) {
      assertPromises(events);
      assert.deepEqual(historyOf(events), WHOLE_HISTORY);
    }
  });

  for (const type of TYPES)
    it(`gives ${type} the same events, EventIds and order`, { skip: type === "Ftps" && whyNoVsftpd() }, async () => {
      const side = sides.get(type);
      assert.ok(side);
      for (const [jobId, { events, leftOut }] of histories) {
        if (leftOut === type) continue;
        const received: readonly ArrivedEvent[] = await waitFor(() => untilLast(side, jobId), {
          what: `the last event of job ${jobId} at ${type}`,
          timeoutMs: 40_000,
        });
        assert.deepEqual(
          received.map(({ event }) => event),
          events,
        );
        for (const { id, event } of received) assert.equal(id ?? event.EventId, event.EventId);
      }
    });
});

/** What has arrived, once the last event of the job is there. */
async function untilLast(side: CustomerSide, jobId: string): Promise<readonly ArrivedEvent[] | null> {
  const received = await side.received(jobId);
  return received.some(({ event }) => isTerminal(event.EventType)) ? received : null;
}
