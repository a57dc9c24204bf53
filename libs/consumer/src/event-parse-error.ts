import type { Problem } from "@reelbus/contracts";

/**
 * Why a message is no event:
 * - `not-json`: it can't be read as JSON in UTF-8.
 * - `not-an-event`: it is JSON, and neither an event nor a CloudEvent 1.0 with one.
 * - `unsupported-schema-version`: an event of a version that needs a newer `@reelbus/consumer`.
 * - `invalid-event`: an event that lacks something, or holds something of the wrong type.
 */
export type EventParseReason = "not-json" | "not-an-event" | "unsupported-schema-version" | "invalid-event";

/** A message that this version can't read. Trying again can't help: put it aside, and look at it. */
export class EventParseError extends Error {
  override readonly name = "EventParseError";
  readonly retryable = false;
  readonly reason: EventParseReason;
  /** What is wrong, and where: `Path` leads to the property, as `Representations[0].Width`. Never repeats a value. */
  readonly problems: readonly Problem[];

  constructor(reason: EventParseReason, problems: readonly Problem[]) {
    super(
      `${reason}: ${problems.map(({ Path, Message }) => (Path === "" ? Message : `${Path}: ${Message}`)).join("; ")}`,
    );
    this.reason = reason;
    this.problems = problems;
  }
}
