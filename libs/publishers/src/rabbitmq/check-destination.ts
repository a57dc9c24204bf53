import type { Channel } from "amqplib";
import { toPublishError, type PublishError } from "../publish-error.ts";
import { waitUnless } from "../waiting.ts";
import type { Link } from "./link.ts";
import { replyCodeOf } from "./errors.ts";

const PRECONDITION_FAILED = 406;

/**
 * Asks whether the destination exists and these credentials may write to it; nothing is published. Whether a queue is
 * bound to an exchange can't be asked in AMQP: that shows at the first event.
 * @throws ReelbusError
 */
export async function checkDestination(link: Link): Promise<void> {
  const timer = setTimeout(() => link.giveUp(), link.limits.answerMs);
  try {
    await onSideChannel(link, (channel) => ask(channel, link));
    if (link.isRabbitMq) await onSideChannel(link, (channel) => askForPermission(channel, link));
  } catch (error) {
    throw link.lost.aborted ? link.lostReason : link.errors.of(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Why a batch failed. RabbitMQ returns a message alike whether its queue does not exist or the cluster's node that has it is
 * down; asked for the queue, it tells. What is bound to an exchange can't be asked. Whatever ends the question, even
 * `signal` or `closing`, the count of delivered events stays.
 */
export async function explainFailure(
  link: Link,
  failure: PublishError,
  signal: AbortSignal,
  closing: AbortSignal,
): Promise<PublishError> {
  if (failure.reason !== "destination-not-found" || link.destination.exchange !== "") return failure;
  const found = await waitUnless(checkDestination(link), signal, closing).catch((error: unknown) => error);
  return toPublishError(found ?? link.errors.backAgain(), failure.deliveredCount);
}

function ask(channel: Channel, { destination: { exchange, routingKey } }: Link): Promise<unknown> {
  return exchange === "" ? channel.checkQueue(routingKey) : channel.checkExchange(exchange);
}

/**
 * Publishes what RabbitMQ must refuse: an invalid expiration and a foreign user id. It looks at them after the exchange
 * and the permission to write, so the code of its refusal tells whether an event would have been taken.
 */
async function askForPermission(channel: Channel, link: Link): Promise<void> {
  const { exchange, routingKey } = link.destination;
  channel.publish(exchange, routingKey, Buffer.alloc(0), { expiration: "never", userId: "reelbus check" });
  try {
    await ask(channel, link);
  } catch (error) {
    if (replyCodeOf(error) !== PRECONDITION_FAILED) throw error;
  }
}

/** A refusal closes the channel, so each question gets its own. */
async function onSideChannel(link: Link, question: (channel: Channel) => Promise<unknown>): Promise<void> {
  const channel = await link.openSideChannel();
  try {
    await question(channel);
  } finally {
    await channel.close().catch(() => undefined); // it may be closed already
  }
}
