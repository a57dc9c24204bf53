import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { LifecycleEvent } from "@reelbus/contracts";
import type { PublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { failureOf, forever, receivedEvents } from "./assertions.ts";
import type { ConformanceTarget } from "./conformance-target.ts";
import { sampleEvents } from "./sample-events.ts";

const BATCH = 50;
/** A target that takes so many has not been interrupted. */
const MOST_EVENTS = 50_000;

/** Events of one job that are published until something goes wrong, and from there on again, as a caller does. */
export class EventStream {
  readonly #jobId = randomUUID();
  readonly #events: LifecycleEvent[] = [];
  #delivered = 0;

  /** How many of them are delivered, as the publisher says. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Publishes batch after batch; resolves to the first failure. */
  async publishUntilFailure(publisher: Publisher): Promise<PublishError> {
    const publishing = async (): Promise<void> => {
      while (this.#delivered < MOST_EVENTS) {
        await publisher.publish(this.#nextBatch(), forever);
        this.#delivered = this.#events.length;
      }
    };
    const error = await failureOf(publishing());
    this.#delivered += error.deliveredCount;
    return error;
  }

  /** Publishes what is not delivered yet, and a batch more. */
  async publishRest(publisher: Publisher): Promise<void> {
    this.#nextBatch();
    await publisher.publish(this.#events.slice(this.#delivered), forever);
    this.#delivered = this.#events.length;
  }

  /** Fails unless every event has arrived, in order, once without copies. */
  async assertArrived(target: ConformanceTarget): Promise<void> {
    const sequences = (await receivedEvents(target))
      .filter(({ JobId }) => JobId === this.#jobId)
      .map(({ Sequence }) => Sequence);
    const expected = this.#events.map(({ Sequence }) => Sequence);
    assert.deepEqual([...new Set(sequences)], expected, "every event, in order, once without copies");
  }

  #nextBatch(): LifecycleEvent[] {
    const batch = sampleEvents(BATCH, { jobId: this.#jobId, from: this.#events.length + 1 });
    this.#events.push(...batch);
    return batch;
  }
}
