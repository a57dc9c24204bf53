import { ReelbusError } from "@reelbus/contracts";
import { isUuid } from "./uuid.ts";

/** The place in a listing: the last job of the page before. */
export interface PagePlace {
  readonly submittedAt: string;
  readonly jobId: string;
}

const SEPARATOR = "_";

export function cursorOf({ submittedAt, jobId }: PagePlace): string {
  return Buffer.from(`${submittedAt}${SEPARATOR}${jobId}`).toString("base64url");
}

/** @throws ReelbusError `invalid-message` for a text that `cursorOf` did not make */
export function parseCursor(cursor: string): PagePlace {
  const [submittedAt = "", jobId = ""] = Buffer.from(cursor, "base64url").toString().split(SEPARATOR);
  const time = new Date(submittedAt);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== submittedAt || !isUuid(jobId))
    throw new ReelbusError("invalid-message", "The cursor is not the NextCursor of a page.");
  return { submittedAt, jobId };
}
