import type { PublishableEvent } from "@reelbus/contracts";

/** An event as a CloudEvent 1.0 in structured JSON (cloudevents.io, JSON event format). */
export interface CloudEvent {
  readonly specversion: "1.0";
  /** The EventId: unique within the source, the same whenever the event is sent again. */
  readonly id: string;
  /** The tenant whose job it is. */
  readonly source: string;
  readonly type: `reelbus.${PublishableEvent["EventType"]}`;
  /** The JobId. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: PublishableEvent;
}

/** The CloudEvent that carries an event whole. */
export function toCloudEvent(event: PublishableEvent): CloudEvent {
  return {
    specversion: "1.0",
    id: event.EventId,
    source: `/tenants/${encodeURIComponent(event.TenantId)}`,
    type: `reelbus.${event.EventType}`,
    subject: event.JobId,
    time: event.Timestamp,
    datacontenttype: "application/json",
    data: event,
  };
}
