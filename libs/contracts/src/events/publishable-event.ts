import type { LifecycleEvent } from "./lifecycle-event.ts";
import { EVENT_TYPES } from "./payloads.ts";
import type { PublisherTestEvent } from "./publisher-test.ts";

/** All that is sent to publishers: the lifecycle events of jobs, and the test event of `POST /publishers/test`. */
export type PublishableEvent = LifecycleEvent | PublisherTestEvent;

/** The EventTypes of all that is sent to publishers. */
export const PUBLISHABLE_EVENT_TYPES: readonly PublishableEvent["EventType"][] = [...EVENT_TYPES, "PublisherTest"];
