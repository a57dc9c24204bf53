import { randomBytes } from "node:crypto";
import rhea, { type Delivery, type EventContext, type Message, type Sender } from "rhea";
import type { Entity, StoredMessage } from "./entity.ts";

const LOCK_MS = 60_000;
/** Ticks of .NET: 100 ns since the year 1. */
const TICKS_PER_MS = 10_000n;
const MS_FROM_YEAR_1_TO_1970 = 62_135_596_800_000n;

/** Hands an entity's messages to one receiving client, each locked until the client settles it or goes away. */
export class Outgoing {
  readonly #entity: Entity;
  readonly #sender: Sender;
  readonly #sessionId: string | null;
  readonly #locked = new Map<string, StoredMessage>();
  readonly #stopListening: () => void;

  constructor(entity: Entity, sender: Sender, sessionId: string | null) {
    this.#entity = entity;
    this.#sender = sender;
    this.#sessionId = sessionId;
    this.#stopListening = entity.onChange(() => this.pump());
    sender.on("sendable", () => this.pump());
    sender.on("sender_draining", () => {
      this.pump();
      sender.set_drained(true);
    });
    sender.on("accepted", ({ delivery }: EventContext) => this.#settle(delivery, "complete"));
    sender.on("rejected", ({ delivery }: EventContext) => this.#settle(delivery, "complete"));
    sender.on("released", ({ delivery }: EventContext) => this.#settle(delivery, "give back"));
    sender.on("modified", ({ delivery }: EventContext) => this.#settle(delivery, "give back"));
  }

  pump(): void {
    while (this.#sender.sendable()) {
      const message = this.#entity.take(this.#sessionId);
      if (message === undefined) return;
      const lockToken = randomBytes(16);
      this.#locked.set(lockToken.toString("hex"), message);
      this.#sender.send(toAmqp(message), lockToken);
    }
  }

  /** The client is gone: what it had not settled can be received again. */
  end(): void {
    this.#stopListening();
    for (const message of this.#locked.values()) this.#entity.giveBack(message);
    this.#locked.clear();
    if (this.#sessionId !== null) this.#entity.unlockSession(this.#sessionId);
  }

  #settle(delivery: Delivery | undefined, action: "complete" | "give back"): void {
    const lockToken = Buffer.from(delivery?.tag ?? "").toString("hex");
    const message = this.#locked.get(lockToken);
    if (delivery === undefined || message === undefined) return;
    this.#locked.delete(lockToken);
    if (action === "complete") this.#entity.complete(message);
    else {
      message.deliveryCount += 1;
      this.#entity.giveBack(message);
    }
    // The answer repeats the client's outcome.
    const outcome = delivery.remote_state as { described(): unknown } | undefined;
    delivery.update(true, outcome?.described());
  }
}

/** What the attach of a receiver with a session says besides its source. */
export function sessionProperties(): Record<string, unknown> {
  const ticks = (BigInt(Date.now() + LOCK_MS) + MS_FROM_YEAR_1_TO_1970) * TICKS_PER_MS;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(ticks);
  return { "com.microsoft:locked-until-utc": rhea.types.wrap_long(bytes) };
}

function toAmqp({ encoded, sequenceNumber, enqueuedAtMs, deliveryCount }: StoredMessage): Message {
  const message = rhea.message.decode(encoded) as unknown as Message;
  return {
    ...message,
    delivery_count: deliveryCount,
    message_annotations: {
      ...message.message_annotations,
      "x-opt-sequence-number": rhea.types.wrap_long(sequenceNumber),
      "x-opt-enqueued-time": rhea.types.wrap_timestamp(enqueuedAtMs),
      "x-opt-locked-until": rhea.types.wrap_timestamp(Date.now() + LOCK_MS),
    },
  };
}
