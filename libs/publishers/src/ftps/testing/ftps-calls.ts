import type { FtpsPublisher as FtpsSettings, LifecycleEvent } from "@reelbus/contracts";
import { FtpsPublisher } from "../ftps-publisher.ts";
import { forever } from "../../testing/assertions.ts";

/** Runs with a publisher to an FTP server and closes it. */
export async function withPublisherTo(
  settings: FtpsSettings,
  body: (publisher: FtpsPublisher) => Promise<void>,
): Promise<void> {
  const publisher = new FtpsPublisher(settings);
  try {
    await body(publisher);
  } finally {
    await publisher.close();
  }
}

export function publishTo(settings: FtpsSettings, events: readonly LifecycleEvent[]): Promise<void> {
  return withPublisherTo(settings, (publisher) => publisher.publish(events, forever));
}

export function checkOf(settings: FtpsSettings): Promise<void> {
  return withPublisherTo(settings, (publisher) => publisher.check(forever));
}
