export { EventInbox, type EventInboxOptions, type EventStore, type Taken } from "./event-inbox.ts";
export { EventNotTakenError, type NotTakenReason } from "./event-not-taken-error.ts";
export { EventParseError, type EventParseReason } from "./event-parse-error.ts";
export { parseEvent, type JobEvent, type ReceivedEvent } from "./parse-event.ts";
export {
  EVENT_TYPES,
  isTerminal,
  type AnyEvent,
  type EventType,
  type LifecycleEvent,
  type PublisherTestEvent,
} from "@reelbus/contracts";
