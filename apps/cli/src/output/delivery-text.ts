import type { DeliveryView } from "@reelbus/contracts";
import { counted } from "./counted.ts";

/** A delivery in trouble for people: a line of what, a line of why. */
export function deliveryText(delivery: DeliveryView): string {
  const { DeliveryId, State, Type, EventsOutstanding, DeliveredSequence, NextTryAt } = delivery;
  const next = State === "Parked" ? "until it is redriven" : `next try ${NextTryAt ?? "is running"}`;
  return [
    `${DeliveryId}  ${State.padEnd(7)}  ${Type}  ${counted(EventsOutstanding, "event")} to send, from ${String(DeliveredSequence + 1)} on`,
    `  since ${delivery.FailingSince}, ${next}, ${delivery.Reason}: ${delivery.Message}`,
  ].join("\n");
}
