import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { TestServer } from "@reelbus/testing";

/** A dead letter as an operator sees it. */
export interface SeenDeadLetter {
  readonly subject: string;
  readonly reason: string | undefined;
  readonly problem: string | undefined;
  readonly body: string;
}

/** Asks the server itself, over a connection of its own. */
export async function lookInside<T>(server: TestServer, look: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  // A server that is killed while it takes a connection leaves the dial without an answer.
  const nats = await connect({ servers: server.url, timeout: 2_000 });
  try {
    return await look(await jetstreamManager(nats));
  } finally {
    await nats.close();
  }
}

/** How many messages a stream holds. */
export function streamSize(server: TestServer, stream: string): Promise<number> {
  return lookInside(server, async (manager) => (await manager.streams.info(stream)).state.messages);
}

/** Messages that a consumer still has to deliver, or that wait for their acknowledgement. */
export function openDeliveries(server: TestServer, stream: string, consumer: string): Promise<number> {
  return lookInside(server, async (manager) => {
    const { num_pending, num_ack_pending } = await manager.consumers.info(stream, consumer);
    return num_pending + num_ack_pending;
  });
}

/** Messages of a consumer that wait for their acknowledgement. */
export function unacknowledged(server: TestServer, stream: string, consumer: string): Promise<number> {
  return lookInside(server, async (manager) => (await manager.consumers.info(stream, consumer)).num_ack_pending);
}

/** Every dead letter, the oldest first. */
export function deadLetters(server: TestServer): Promise<SeenDeadLetter[]> {
  return lookInside(server, async ({ streams }) => {
    const { state } = await streams.info("DEAD_LETTERS");
    const letters: SeenDeadLetter[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await streams.getMessage("DEAD_LETTERS", { seq });
      if (message === null) continue;
      const { subject, header } = message;
      letters.push({
        subject,
        reason: header.get("Reelbus-Reason"),
        problem: header.get("Reelbus-Problem"),
        body: message.string(),
      });
    }
    return letters;
  });
}

/** Publishes raw bytes, as a foreign or broken program would. */
export async function publishRaw(server: TestServer, subject: string, body: string): Promise<void> {
  const nats = await connect({ servers: server.url });
  nats.publish(subject, body);
  await nats.drain();
}
