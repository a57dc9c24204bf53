import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { ReelbusError } from "@reelbus/contracts";
import type { BusLogger } from "./bus.ts";
import { MAX_MESSAGE_BYTES } from "./streams.ts";
import type { Timing } from "./timing.ts";

/** What every part of the bus works with. */
export interface Link {
  readonly nats: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly logger: BusLogger;
  readonly timing: Timing;
  /** Aborts when the bus begins to close. */
  readonly closing: AbortSignal;
  readonly isConnected: () => boolean;
  /** See `Connection.replaced`. */
  readonly replaced: () => AbortSignal;
  /** Tries within the bounds; see `request`. `what` ends the sentence "The message bus could not ...". */
  request<T>(what: string, operation: () => Promise<T>): Promise<T>;
}

/**
 * Stores a message. Resolved = stored, now or by an earlier try of the same id.
 * @throws ReelbusError `message-too-large`, besides those of `request`
 */
export async function store(link: Link, subject: string, body: unknown, messageId: string): Promise<void> {
  const data = JSON.stringify(body);
  const sizeBytes = Buffer.byteLength(data);
  if (sizeBytes > MAX_MESSAGE_BYTES)
    throw new ReelbusError("message-too-large", `A message of ${sizeBytes} bytes is too large for the message bus.`);
  const options = { msgID: messageId, timeout: link.timing.tryMs };
  await link.request(`store a message on ${subject}`, () => link.client.publish(subject, data, options));
}
