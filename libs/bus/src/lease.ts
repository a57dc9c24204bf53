import type { JsMsg } from "@nats-io/jetstream";
import { deadline } from "@nats-io/transport-node";
import type { Reason } from "@reelbus/contracts";
import { bury } from "./dead-letters.ts";
import type { Link } from "./link.ts";

/** Renewals within one acknowledgement time, so that one may get lost. */
const RENEWALS_PER_WAIT = 3;
const RETRY_BURIAL_MS = 10_000;

/**
 * A delivered message in our hands. The lease renews itself until it is settled, which happens once: later calls do
 * nothing.
 */
export interface Lease {
  /** The newest delivery of the message. */
  readonly message: JsMsg;
  /** Goes on with a redelivery of the same message: the connection was down for longer than the lease. */
  adopt(redelivery: JsMsg): void;
  /** Resolved = the server has recorded that the message is done. */
  ack(): Promise<void>;
  /**
   * Tells the server that the message is done. Without a connection it waits for one; else it does not wait for the
   * answer, for a message that is handled twice does no harm: should this get lost, it comes again.
   */
  done(): Promise<void>;
  /** Gives the message to anybody, after a delay. Resolved = sent, or the connection is down. */
  handBack(delayMs: number): Promise<void>;
  /** Moves the message to the dead letters; when that fails it comes again later. */
  bury(reason: Reason, problem: string): Promise<void>;
}

/** @param beforeHandBack awaited before the message is given back */
export function holdLease(link: Link, delivered: JsMsg, beforeHandBack: () => Promise<void>): Lease {
  let message = delivered;
  let isSettled = false;
  const renewal = setInterval(() => {
    if (link.closing.aborted) clearInterval(renewal);
    else message.working();
  }, link.timing.ackWaitMs / RENEWALS_PER_WAIT);
  // A handler that never ends must not keep the process alive after the connection has gone.
  renewal.unref();

  const settle = async (action: () => Promise<void>): Promise<void> => {
    if (isSettled) return;
    isSettled = true;
    try {
      await action();
    } finally {
      clearInterval(renewal);
    }
  };
  const handBack = async (delayMs: number): Promise<void> => {
    await beforeHandBack();
    // A fraction would make the server ignore the delay.
    message.nak(Math.round(delayMs));
    // Without an answer the lease runs out, which comes to the same.
    await deadline(link.nats.flush(), link.timing.tryMs).catch(() => undefined);
  };

  return {
    get message() {
      return message;
    },
    adopt: (redelivery) => {
      message = redelivery;
    },
    ack: () => settle(() => acknowledge(link, message)),
    done: () =>
      settle(async () => {
        if (link.isConnected()) message.ack();
        else await acknowledge(link, message);
      }),
    handBack: (delayMs) => settle(() => handBack(delayMs)),
    bury: (reason, problem) =>
      settle(async () => {
        const { subject, data } = message;
        try {
          await bury(link, { subject, data, reason, problem });
          // With a reason, servers before 2.10 do not understand it and deliver again.
          message.term();
        } catch (error) {
          link.logger.error({ error, subject }, "could not store a dead letter");
          await handBack(RETRY_BURIAL_MS);
        }
      }),
  };
}

/** `ackAck` of the client sends once; this is the same request, repeated over a reconnect or an election. */
async function acknowledge(link: Link, message: JsMsg): Promise<void> {
  const { reply } = message as unknown as { readonly reply: string };
  await link.request("acknowledge a message", () => link.nats.request(reply, "+ACK", { timeout: link.timing.tryMs }));
}
