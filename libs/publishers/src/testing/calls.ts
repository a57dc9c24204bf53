import type { LifecycleEvent, MessagePublisher } from "@reelbus/contracts";
import { openPublisher } from "../open-publisher.ts";
import type { Publisher } from "../publisher.ts";
import { forever, withOpened } from "./assertions.ts";

/** Runs with a publisher to these settings, with its usual limits, and closes it. */
export function withPublisherTo(
  settings: MessagePublisher,
  body: (publisher: Publisher) => Promise<void>,
): Promise<void> {
  return withOpened(openPublisher(settings, { resolveLocalPath: (path) => Promise.resolve(path) }), body);
}

export function publishTo(settings: MessagePublisher, events: readonly LifecycleEvent[]): Promise<void> {
  return withPublisherTo(settings, (publisher) => publisher.publish(events, forever));
}

export function checkOf(settings: MessagePublisher): Promise<void> {
  return withPublisherTo(settings, (publisher) => publisher.check(forever));
}
