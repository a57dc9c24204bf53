import type { AmazonSqsPublisher as AmazonSqsSettings, LifecycleEvent } from "@reelbus/contracts";
import { AmazonSqsPublisher } from "../amazon-sqs-publisher.ts";
import { forever } from "../../testing/assertions.ts";
import type { AwsFront } from "./aws-front.ts";

export async function publishTo(settings: AmazonSqsSettings, events: readonly LifecycleEvent[]): Promise<void> {
  await withPublisherTo(settings, (publisher) => publisher.publish(events, forever));
}

export async function checkOf(settings: AmazonSqsSettings): Promise<void> {
  await withPublisherTo(settings, (publisher) => publisher.check(forever));
}

/** Settings for the same queue through a front, with its key that may do everything. */
export function behind({ url, key }: AwsFront, settings: AmazonSqsSettings): AmazonSqsSettings {
  return { ...settings, Endpoint: url, CredentialsName: key.id, CredentialsSecret: key.secret };
}

async function withPublisherTo(
  settings: AmazonSqsSettings,
  body: (publisher: AmazonSqsPublisher) => Promise<void>,
): Promise<void> {
  const publisher = new AmazonSqsPublisher(settings);
  try {
    await body(publisher);
  } finally {
    await publisher.close();
  }
}
