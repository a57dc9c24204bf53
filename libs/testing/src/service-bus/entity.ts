import type { Journal } from "./journal.ts";

/** A message as the broker keeps it. */
export interface StoredMessage {
  readonly sequenceNumber: number;
  readonly enqueuedAtMs: number;
  readonly sessionId: string | null;
  /** The bare AMQP message. */
  readonly encoded: Buffer;
  deliveryCount: number;
}

/** What a client may do with an entity of this kind; the name says it, see `entities.ts`. */
export interface EntityKind {
  readonly sessions: boolean;
}

/** A queue, or a topic with its one subscription: messages in the order of arrival. */
export class Entity {
  readonly name: string;
  readonly kind: EntityKind;
  readonly #journal: Journal;
  readonly #waiting: StoredMessage[] = [];
  readonly #lockedSessions = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #lastSequenceNumber = 0;

  constructor(name: string, kind: EntityKind, journal: Journal) {
    this.name = name;
    this.kind = kind;
    this.#journal = journal;
  }

  /** Stores a message, or puts one back that the journal knows already. */
  put(encoded: Buffer, sessionId: string | null, known?: { sequenceNumber: number; enqueuedAtMs: number }): void {
    const sequenceNumber = known?.sequenceNumber ?? this.#lastSequenceNumber + 1;
    const enqueuedAtMs = known?.enqueuedAtMs ?? Date.now();
    if (known === undefined)
      this.#journal.write({
        put: this.name,
        sequenceNumber,
        enqueuedAtMs,
        sessionId,
        body: encoded.toString("base64"),
      });
    this.#lastSequenceNumber = sequenceNumber;
    this.#waiting.push({ sequenceNumber, enqueuedAtMs, sessionId, encoded, deliveryCount: 0 });
    this.#tell();
  }

  /** Locks the first message that is there, of a session if one is given. */
  take(sessionId: string | null): StoredMessage | undefined {
    const index = sessionId === null ? 0 : this.#waiting.findIndex((message) => message.sessionId === sessionId);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  /** A locked message is done with. */
  complete({ sequenceNumber }: StoredMessage): void {
    this.#journal.write({ done: this.name, sequenceNumber });
  }

  /** Unlocks a message: it stands again where it stood. */
  giveBack(message: StoredMessage): void {
    const later = this.#waiting.findIndex(({ sequenceNumber }) => sequenceNumber > message.sequenceNumber);
    this.#waiting.splice(later < 0 ? this.#waiting.length : later, 0, message);
    this.#tell();
  }

  /** Removes a message that the journal says is done with. */
  forget(sequenceNumber: number): void {
    const index = this.#waiting.findIndex((message) => message.sequenceNumber === sequenceNumber);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** Locks the wanted session, or any that has messages; null when there is none. */
  lockSession(wanted: string | null): string | null {
    const free = (id: string | null): id is string => id !== null && !this.#lockedSessions.has(id);
    const found = wanted ?? this.#waiting.map(({ sessionId }) => sessionId).find(free) ?? null;
    if (!free(found)) return null;
    this.#lockedSessions.add(found);
    return found;
  }

  unlockSession(sessionId: string): void {
    this.#lockedSessions.delete(sessionId);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
