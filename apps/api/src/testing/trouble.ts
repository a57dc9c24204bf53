import { jobDescriptionSchema } from "@reelbus/contracts";
import { newId } from "@reelbus/store";
import { job } from "./job.ts";
import { tell } from "./tell.ts";
import type { RunningApi } from "./with-api.ts";

/** Stores a job with two publishers and three events; nothing is delivered yet. */
export async function storeJobWithPublishers(api: RunningApi): Promise<string> {
  const jobId = newId();
  const MessagePublishers = [1, 2].map((n) => ({ Type: "Files" as const, UriPath: `/events/${n}` }));
  await api.store.jobs.submit({
    jobId,
    tenantId: "default",
    description: jobDescriptionSchema.parse({ ...job, MessagePublishers }),
    sealedSecrets: null,
    idempotencyKey: null,
    bodyHash: "x",
    traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  });
  await tell(api, jobId, 3);
  return jobId;
}

/** Delivers all that is due, but parks what owes to the publisher with this index. */
export async function deliverBut({ store }: RunningApi, parkedIndex: number | null): Promise<void> {
  for (const lane of await store.lanes.lease({ owner: "test", limit: 100, leaseMs: 60_000, batch: 100 })) {
    const last = lane.events.at(-1)?.Sequence ?? 0;
    if (lane.publisherIndex === parkedIndex)
      await store.lanes.park(lane.laneId, "test", { reason: "access-denied", message: "Wrong password." });
    else await store.lanes.delivered(lane.laneId, "test", last);
  }
}

/** Which events are due, as `<PublisherIndex>:<Sequence>`. */
export async function due({ store }: RunningApi): Promise<string[]> {
  const lanes = await store.lanes.lease({ owner: "test", limit: 100, leaseMs: 60_000, batch: 100 });
  return lanes.flatMap(({ publisherIndex, events }) => events.map(({ Sequence }) => `${publisherIndex}:${Sequence}`));
}
