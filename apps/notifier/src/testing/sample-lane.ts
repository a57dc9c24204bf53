import { messagePublisherSchema, REDACTED } from "@reelbus/contracts";
import { sampleEvents } from "@reelbus/publishers/testing";
import type { LeasedLane } from "@reelbus/store";

const publisher = messagePublisherSchema.parse({
  Type: "RabbitMq",
  Host: "broker",
  Queue: "events",
  CredentialsName: "me",
  CredentialsSecret: REDACTED,
});

/** A leased lane of a job with one RabbitMq publisher. */
export function sampleLane(changes: Partial<LeasedLane> = {}): LeasedLane {
  return {
    laneId: "1",
    jobId: "01a20718-072c-7ec9-a437-de7abbc5ac34",
    publisherIndex: 0,
    publisher,
    sealedSecrets: "sealed",
    failures: 0,
    hasDelivered: false,
    events: sampleEvents(3),
    bytes: 1_000,
    ...changes,
  };
}
