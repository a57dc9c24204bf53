import rhea, { type Delivery, type EventContext, type Message, type Receiver } from "rhea";
import type { Entity } from "./entity.ts";
import { DETACHING, REFUSING } from "./entities.ts";

/** The service's name for a transfer that holds several messages. */
const BATCH_FORMAT = 0x80013700;

/** The size of a message, batches included, in the standard tier. */
export const MAX_MESSAGE_BYTES = 262_144;

/** Stores what a client sends to an entity, all messages of a transfer or none, and settles it. */
export function takeIn(entity: Entity, { message, delivery, receiver }: EventContext): void {
  if (message === undefined || delivery === undefined || receiver === undefined) return;
  if (refuses(entity, delivery, receiver)) return;
  const transfer: Buffer = Buffer.isBuffer(message) ? message : rhea.message.encode(message);
  if (transfer.length > MAX_MESSAGE_BYTES) {
    receiver.close({ condition: "amqp:link:message-size-exceeded", description: "The message is too large." });
    return;
  }
  const encoded = delivery.format === BATCH_FORMAT ? contentsOf(transfer) : [transfer];
  const sessionIds = encoded.map(sessionIdOf);
  if (entity.kind.sessions && sessionIds.includes(null)) {
    delivery.reject({ condition: "amqp:not-allowed", description: "The entity needs a SessionId." });
    return;
  }
  if (entity.kind.sessions && new Set(sessionIds).size > 1) {
    delivery.reject({ condition: "amqp:not-allowed", description: "The entity takes one SessionId a batch." });
    return;
  }
  for (const [index, one] of encoded.entries()) entity.put(one, sessionIds[index] ?? null);
  delivery.accept();
}

function refuses({ name }: Entity, delivery: Delivery, receiver: Receiver): boolean {
  if (name === DETACHING) {
    receiver.close({ condition: "amqp:link:detach-forced", description: "The link was detached." });
    return true;
  }
  const condition = name in REFUSING ? REFUSING[name as keyof typeof REFUSING] : undefined;
  if (condition === undefined) return false;
  delivery.reject({ condition, description: "Refused." });
  return true;
}

/** Each data section of a batch is a whole message. */
function contentsOf(batch: Buffer): Buffer[] {
  const { content } = rhea.message.decode(batch)["body"] as { content: Buffer | Buffer[] };
  return Array.isArray(content) ? content : [content];
}

function sessionIdOf(encoded: Buffer): string | null {
  const { group_id: sessionId } = rhea.message.decode(encoded) as unknown as Message;
  return sessionId ?? null;
}
