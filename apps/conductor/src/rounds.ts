import type { Logger } from "@reelbus/kit";

export interface RoundsOptions {
  /** For the log. */
  readonly name: string;
  /** A round starts at the latest this long after the one before. */
  readonly intervalMs: number;
  readonly logger: Logger;
  /** One round; what it rejects with is logged. */
  readonly run: () => Promise<void>;
}

/** Work that is done from time to time, and at once when there is news; never two rounds at a time. */
export interface Rounds {
  /** Asks for a round: now, or right after the one that runs. */
  wake(): void;
  /** No new round; resolves when the one that runs is over. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts with a round. */
export function startRounds({ name, intervalMs, logger, run }: RoundsOptions): Rounds {
  const state = { running: null as Promise<void> | null, again: false, stopped: false };
  const isWanted = () => state.again && !state.stopped;
  let timer: NodeJS.Timeout | undefined;

  const round = async (): Promise<void> => {
    do {
      state.again = false;
      await run().catch((error: unknown) => {
        logger.warn({ error, name }, "a round failed");
      });
    } while (isWanted());
    state.running = null;
    if (!state.stopped) timer = setTimeout(wake, intervalMs);
  };
  const wake = (): void => {
    if (state.stopped) return;
    clearTimeout(timer);
    if (state.running === null) state.running = round();
    else state.again = true;
  };

  wake();
  return {
    wake,
    stop: async () => {
      state.stopped = true;
      clearTimeout(timer);
      await state.running;
    },
  };
}
