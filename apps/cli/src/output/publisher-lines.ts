import type { JobDetails } from "@reelbus/contracts";
import { counted } from "./counted.ts";

type Job = Pick<JobDetails, "JobId" | "LastSequence" | "Publishers">;

/** How far the delivery to each publisher of a job is, a line each. */
export function publisherLines({ LastSequence, Publishers }: Job): string[] {
  return Publishers.map(
    ({ PublisherIndex, Type, State, DeliveredSequence }) =>
      `publisher ${PublisherIndex}  ${Type}  ${State}  ${ofEvents(DeliveredSequence, LastSequence)}`,
  );
}

/** What there is to say of the publishers that do not have all of the job's events. */
export function publisherTrouble({ JobId, LastSequence, Publishers }: Job): string[] {
  return Publishers.filter(({ State }) => State !== "Delivered").map(
    ({ PublisherIndex, Type, State, DeliveredSequence }) => {
      const more =
        State === "Delivering"
          ? `'reelbus job ${JobId}' shows how far it is`
          : `'reelbus deliveries --job ${JobId}' says why`;
      const has = ofEvents(DeliveredSequence, LastSequence);
      return `publisher ${PublisherIndex} (${Type}) is ${State.toLowerCase()} with ${has}; ${more}`;
    },
  );
}

function ofEvents(delivered: number, all: number): string {
  return `${delivered} of ${counted(all, "event")}`;
}
