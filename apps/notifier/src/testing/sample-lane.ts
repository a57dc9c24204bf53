import { separateSecrets } from "@reelbus/contracts";
import { sampleDescription } from "@reelbus/job-lifecycle/testing";
import { sampleEvents } from "@reelbus/publishers/testing";
import type { LeasedLane } from "@reelbus/store";

/** A leased lane of a job with one RabbitMq publisher. */
export function sampleLane(changes: Partial<LeasedLane> = {}): LeasedLane {
  return {
    laneId: "1",
    jobId: "01a20718-072c-7ec9-a437-de7abbc5ac34",
    publisherIndex: 0,
    description: separateSecrets(
      sampleDescription({
        MessagePublishers: [
          { Type: "RabbitMq", Host: "broker", Queue: "events", CredentialsName: "me", CredentialsSecret: "secret" },
        ],
      }),
    ).redacted,
    sealedSecrets: "sealed",
    failures: 0,
    events: sampleEvents(3),
    ...changes,
  };
}
