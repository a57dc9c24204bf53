import { Entity } from "./entity.ts";
import { Journal } from "./journal.ts";

/** Queues that refuse every message, each in a way of the real service. */
export const REFUSING = {
  "queue-refuses-busy": "com.microsoft:server-busy",
  "queue-refuses-full": "amqp:resource-limit-exceeded",
  "queue-refuses-disabled": "com.microsoft:entity-disabled",
  "queue-refuses-internal": "amqp:internal-error",
} as const;

/** A queue that ends the link when a message comes, as the service does when somebody deletes a queue. */
export const DETACHING = "queue-detaches";

const NAME = /^(?:queue|topic)(?<sessions>-with-sessions)?-[\w-]+$/u;
const SUBSCRIPTION = /\/subscriptions\/all$/iu;

/** All queues and topics. Nobody creates them: one is there when its name is right. */
export class Entities {
  readonly #journal: Journal;
  readonly #entities = new Map<string, Entity>();

  constructor(journalFile: string) {
    this.#journal = new Journal(journalFile);
    for (const entry of this.#journal.read()) {
      if ("put" in entry) this.find(entry.put)?.put(Buffer.from(entry.body, "base64"), entry.sessionId, entry);
      else this.find(entry.done)?.forget(entry.sequenceNumber);
    }
  }

  /** `queue-<any>` and `topic-<any>`, with `-with-sessions` after the first word; `<topic>/Subscriptions/all` reads a topic. */
  find(address: string): Entity | undefined {
    const name = address.replace(SUBSCRIPTION, "");
    const match = NAME.exec(name);
    if (match === null) return undefined;
    const known = this.#entities.get(name);
    if (known !== undefined) return known;
    const entity = new Entity(name, { sessions: match.groups?.["sessions"] !== undefined }, this.#journal);
    this.#entities.set(name, entity);
    return entity;
  }
}
