import type { Logger } from "@reelbus/kit";

/** Work that is over sooner gets no word about its start: the word about its end tells when it began. */
const TELL_AFTER_MS = 25;

/** The news that work has started. */
export interface StartNotice {
  /** It is of no more use. Resolves when it is not on its way any more, so that what is told next comes after it. */
  end(): Promise<void>;
}

/** Tells it after a moment. Should that fail, the next word about the work makes up for it. */
export function tellStart(tell: () => Promise<void>, logger: Pick<Logger, "warn">): StartNotice {
  let telling: Promise<void> | null = null;
  const timer = setTimeout(() => {
    telling = tell().catch((error: unknown) => logger.warn({ error }, "the start could not be told"));
  }, TELL_AFTER_MS);
  return {
    end: async () => {
      clearTimeout(timer);
      await telling;
    },
  };
}
