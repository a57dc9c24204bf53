import type { JsMsg } from "@nats-io/jetstream";
import { holdLease, type Lease } from "./lease.ts";
import type { Link } from "./link.ts";
import type { Puller } from "./pull.ts";

/** The leases that one consumer holds. */
export interface HeldLeases {
  /** A new lease; null when the message is in hand already: then its lease goes on with this redelivery. */
  take(message: JsMsg): Lease | null;
  /** The lease is settled. */
  letGo(lease: Lease): void;
}

export function createHeldLeases(link: Link, puller: Puller): HeldLeases {
  const held = new Map<number, Lease>();
  return {
    take: (message) => {
      const own = held.get(message.seq);
      if (own !== undefined) {
        own.adopt(message);
        return null;
      }
      const lease = holdLease(link, message, () => puller.beforeHandBack());
      held.set(message.seq, lease);
      return lease;
    },
    letGo: (lease) => {
      held.delete(lease.message.seq);
    },
  };
}
