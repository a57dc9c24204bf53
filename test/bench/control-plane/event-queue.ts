import { lifecycleEventSchema, type LifecycleEvent } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { openCustomerQueue, type CustomerQueue } from "../../support/rabbitmq.ts";
import { STEP_TIMEOUT_MS } from "../../control-plane/bounds.ts";

/** A durable queue of a real RabbitMQ, to which events are confirmed when they are stored. */
export interface EventQueue extends AsyncDisposable {
  /** For the job description. */
  readonly publisher: CustomerQueue["publisher"];
  /** Waits until it holds so many messages. */
  until(count: number): Promise<void>;
  /** Takes so many messages out, in order, and tells when each one was handed over, in milliseconds since 1970. */
  take(count: number): Promise<ReceivedEvent[]>;
  /** Calls `listen` with each event from now on, as it arrives. */
  listen(listen: (received: ReceivedEvent) => void): Promise<AsyncDisposable>;
}

export interface ReceivedEvent {
  readonly event: LifecycleEvent;
  readonly atMs: number;
}

export async function openEventQueue(): Promise<EventQueue> {
  const queue = await openCustomerQueue();
  const listen: EventQueue["listen"] = (take) =>
    queue.consume(({ content }) => {
      take({ atMs: Date.now(), event: lifecycleEventSchema.parse(JSON.parse(content.toString())) });
    });
  return {
    publisher: queue.publisher,
    until: async (count) => {
      await waitFor(async () => (await queue.waiting()) >= count, {
        what: `${count} events in the queue`,
        timeoutMs: STEP_TIMEOUT_MS,
      });
    },
    take: async (count) => {
      const received: ReceivedEvent[] = [];
      await using _listening = await listen((one) => received.push(one));
      await waitFor(() => received.length >= count, {
        what: `${count} events from the queue`,
        timeoutMs: STEP_TIMEOUT_MS,
      });
      return received;
    },
    listen,
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}
