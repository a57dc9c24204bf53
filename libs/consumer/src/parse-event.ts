import {
  anyEventSchema,
  EVENT_SCHEMA_VERSION,
  EVENT_TYPES,
  lifecycleEventSchema,
  messageOfIssue,
  publisherTestEventSchema,
  toProblems,
  type AnyEvent,
  type LifecycleEvent,
  type PublisherTestEvent,
} from "@reelbus/contracts";
import { EventParseError, type EventParseReason } from "./event-parse-error.ts";
import { isAddition, type Issue } from "./is-addition.ts";

/**
 * An event of a job, told apart by whether this version knows its `EventType`. One that it doesn't know, of a later version,
 * has the envelope that all events have, and anything besides.
 */
export type JobEvent =
  | { readonly kind: "lifecycle"; readonly event: LifecycleEvent }
  | { readonly kind: "unknown"; readonly event: AnyEvent };

/** What a publisher delivers: an event of a job, or the `test` event of `POST /publishers/test`, which belongs to no job. */
export type ReceivedEvent = JobEvent | { readonly kind: "test"; readonly event: PublisherTestEvent };

/**
 * Reads an event as a publisher delivers it, in `Format` `Json` or `CloudEvents`.
 *
 * What later versions may add is never an error: unknown types of events, unknown properties (they stay in the event),
 * and unknown values of text or number where there is a list of known ones: give each `switch` a default. `JobDescription` in
 * `JobCreated` repeats what you posted, and is not looked into.
 *
 * @param body the message: its bytes (UTF-8), its text, or what `JSON.parse` made of it
 * @throws {EventParseError} when it is no event, with what is wrong and where
 */
export function parseEvent(body: unknown): ReceivedEvent {
  const value = contentOf(body);
  if (!isRecord(value)) throw failure("not-an-event", "", "expected an object");
  const event = "specversion" in value ? dataOf(value) : value;
  if (typeof event["EventType"] !== "string")
    throw failure("not-an-event", "EventType", "expected the name of an event");
  if (typeof event["SchemaVersion"] === "string" && event["SchemaVersion"] !== EVENT_SCHEMA_VERSION)
    throw failure("unsupported-schema-version", "SchemaVersion", `this version reads ${EVENT_SCHEMA_VERSION}`);
  if (event["EventType"] === "PublisherTest") {
    assertNoIssues(publisherTestEventSchema.safeParse(event, { error: messageOfIssue }).error?.issues, event);
    return { kind: "test", event: event as PublisherTestEvent };
  }
  if (!isKnown(event["EventType"])) {
    assertNoIssues(anyEventSchema.safeParse(event, { error: messageOfIssue }).error?.issues, event);
    return { kind: "unknown", event: event as AnyEvent };
  }
  assertNoIssues(lifecycleEventSchema.safeParse(event, { error: messageOfIssue }).error?.issues, event);
  return { kind: "lifecycle", event: event as LifecycleEvent };
}

function contentOf(body: unknown): unknown {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) return body;
  try {
    return JSON.parse(typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // The cause would repeat a part of the text.
    throw failure("not-json", "", "expected JSON in UTF-8");
  }
}

/** The event in a CloudEvent in structured mode. */
function dataOf({ specversion, data }: Record<string, unknown>): Record<string, unknown> {
  if (specversion !== "1.0") throw failure("not-an-event", "specversion", "expected CloudEvents 1.0");
  if (!isRecord(data)) throw failure("not-an-event", "data", "expected an object");
  return data;
}

function assertNoIssues(issues: readonly Issue[] | undefined, event: unknown): void {
  const wrong = issues?.filter((issue) => !isAddition(issue, event)) ?? [];
  if (wrong.length > 0) throw new EventParseError("invalid-event", toProblems(wrong, event));
}

function isKnown(type: string): boolean {
  return (EVENT_TYPES as readonly string[]).includes(type);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function failure(reason: EventParseReason, path: string, message: string): EventParseError {
  const kind = reason === "not-json" ? "not-json" : "invalid-value";
  return new EventParseError(reason, [{ Path: path, Reason: kind, Message: message }]);
}
