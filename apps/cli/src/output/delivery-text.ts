import type { DeliveryView } from "@reelbus/contracts";

/** A delivery in trouble for people: a line of what, a line of why. */
export function deliveryText(delivery: DeliveryView): string {
  const { DeliveryId, State, Type, EventsOutstanding, DeliveredSequence, NextTryAt } = delivery;
  const next = State === "Parked" ? "until it is redriven" : `next try ${NextTryAt ?? "is running"}`;
  return [
    `${DeliveryId}  ${State.padEnd(7)}  ${Type}  ${String(EventsOutstanding)} to deliver after ${String(DeliveredSequence)}`,
    `  since ${delivery.FailingSince}, ${next}, ${delivery.Reason}: ${delivery.Message}`,
  ].join("\n");
}
