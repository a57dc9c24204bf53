import { randomBytes } from "node:crypto";
import type { PublishableEvent } from "@reelbus/contracts";

const TEMPORARY = /^\..+\.json\.[0-9a-f]{12}$/u;

/** The name of an event's file in the folder of its job. Names in order are events in order. */
export function eventFileName({ Sequence, EventType }: Pick<PublishableEvent, "Sequence" | "EventType">): string {
  return `${String(Sequence).padStart(6, "0")}-${EventType}.json`;
}

/** A hidden name that nobody else uses, for a file that gets its own name once it is whole. */
export function temporaryName(name: string): string {
  return `.${name}.${randomBytes(6).toString("hex")}`;
}

/** Whether this may be the `temporaryName` of a JSON file. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}
