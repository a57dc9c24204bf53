import { EVENT_SCHEMA_VERSION, PHASE_OF_EVENT, type EventDraft, type LifecycleEvent } from "@reelbus/contracts";
import type { Job } from "./job-state.ts";

/** An event's place in its job's history. */
export interface EventPlace {
  /** UUIDv7. */
  readonly eventId: string;
  readonly sequence: number;
  readonly timestampMs: number;
}

/** The event as customers receive it. */
export function lifecycleEvent(
  job: Job,
  draft: EventDraft,
  { eventId, sequence, timestampMs }: EventPlace,
): LifecycleEvent {
  const { description } = job;
  const event = {
    EventType: draft.type,
    EventId: eventId,
    Sequence: sequence,
    Timestamp: new Date(timestampMs).toISOString(),
    Phase: PHASE_OF_EVENT[draft.type],
    SchemaVersion: EVENT_SCHEMA_VERSION,
    TraceParent: job.traceParent,
    JobId: job.jobId,
    TenantId: job.tenantId,
    ExternalId: description.ExternalId ?? null,
    ExternalType: description.ExternalType ?? null,
    ExternalProvider: description.ExternalProvider ?? null,
    UserData: description.UserData ?? null,
    ...draft.payload,
  };
  // A draft's type and payload belong together, which the union of its members loses.
  return event as LifecycleEvent;
}
