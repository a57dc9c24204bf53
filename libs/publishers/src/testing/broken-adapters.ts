import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ReelbusError, type FilesPublisher as FilesSettings, type LifecycleEvent } from "@reelbus/contracts";
import { toFileError } from "../files/file-errors.ts";
import { FilesPublisher } from "../files/files-publisher.ts";
import { encodeEvent } from "../formats/encode-event.ts";
import { PublishError, toPublishError } from "../publish-error.ts";
import type { Publisher, PublisherOptions } from "../publisher.ts";
import { forever } from "./assertions.ts";
import type { ConformanceTarget } from "./conformance-target.ts";
import { sampleEvents } from "./sample-events.ts";

/** Writes files under their own names, slowly. */
export class WithoutRename extends FilesPublisher {
  readonly #settings: FilesSettings;
  readonly #options: PublisherOptions;

  constructor(settings: FilesSettings, options: PublisherOptions) {
    super(settings, options);
    this.#settings = settings;
    this.#options = options;
  }

  override async publish(events: readonly LifecycleEvent[], signal: AbortSignal): Promise<void> {
    await super.publish([], signal); // rejects after a close or an abort
    try {
      for (const event of events) await this.#write(event);
    } catch (error) {
      throw toPublishError(toFileError(error, this.#settings.UriPath), 0);
    }
  }

  async #write(event: LifecycleEvent): Promise<void> {
    const folder = join(await this.#options.resolveLocalPath(this.#settings.UriPath), event.JobId);
    await mkdir(folder, { recursive: true });
    const { body } = encodeEvent(event, this.#settings.Format);
    await using file = await open(join(folder, `${String(event.Sequence).padStart(6, "0")}-x.json`), "w");
    await file.write(body.subarray(0, 100));
    await pause(5);
    await file.write(body.subarray(100), 0, null, 100);
  }
}

/** Gives up soon, whatever limit it is given. */
export class Impatient extends FilesPublisher {
  constructor(settings: FilesSettings, options: PublisherOptions) {
    super(settings, options, { writeMs: 500, closeMs: 100 });
  }
}

/** A flaw that any adapter can have, put around a whole one. */
export type Flaw = (whole: Publisher) => Partial<Publisher>;

export const swallowsErrors: Flaw = (whole) => ({
  publish: (events, signal) => whole.publish(events, signal).catch(() => undefined),
});

/** Fails as it should, and does not hand on for how long the target wants to be left alone. */
export const forgetsRetryAfter: Flaw = (whole) => ({
  publish: (events, signal) =>
    whole.publish(events, signal).catch((error: unknown) => {
      if (!(error instanceof PublishError)) throw error;
      const { reason, message, retryable, deliveredCount } = error;
      throw new PublishError(new ReelbusError(reason, message, { retryable }), deliveredCount);
    }),
});

export const turnsTheOrder: Flaw = (whole) => ({
  publish: (events, signal) => whole.publish(events.toReversed(), signal),
});

export const refusesNothing: Flaw = (whole) => ({
  publish: (events, signal) =>
    events.length === 0 ? Promise.reject(new RangeError("no events")) : whole.publish(events, signal),
});

export const checksByPublishing: Flaw = (whole) => ({
  check: (signal) => whole.publish(sampleEvents(1), signal),
});

export const ignoresAbort: Flaw = (whole) => ({
  publish: (events) => whole.publish(events, forever),
});

export const closesNothing: Flaw = () => ({
  close: () => Promise.resolve(),
});

/** What is cut short by its close ends, but by a fault of its own. */
export const crashesWhenClosed: Flaw = (whole) => ({
  publish: (events, signal) =>
    whole.publish(events, signal).catch((error: unknown) => {
      throw toPublishError(new TypeError("There is no connection", { cause: error }), 0);
    }),
});

export const closesOnce: Flaw = (whole) => {
  const state = { closed: false };
  return {
    close: () => {
      if (state.closed) return Promise.reject(new Error("closed already"));
      state.closed = true;
      return whole.close();
    },
  };
};

/** Can close only what it has opened. */
export const closesWhatWasUsed: Flaw = (whole) => {
  const state = { used: false };
  return {
    check: (signal) => {
      state.used = true;
      return whole.check(signal);
    },
    publish: (events, signal) => {
      state.used = true;
      return whole.publish(events, signal);
    },
    close: () => (state.used ? whole.close() : Promise.reject(new Error("nothing to close"))),
  };
};

/** Never tries again what failed once. */
export const staysBroken: Flaw = (whole) => {
  let failed: Promise<void> | null = null;
  return {
    publish: (events, signal) => {
      if (failed !== null) return failed;
      const publishing = whole.publish(events, signal);
      publishing.catch(() => {
        failed = publishing;
      });
      return publishing;
    },
  };
};

/** The target, its publishers with the flaw. */
export function withFlaw(target: ConformanceTarget, flaw: Flaw): ConformanceTarget {
  const opened = new AsyncDisposableStack();
  opened.use(target);
  const flawed = (whole: Publisher): Publisher => {
    opened.defer(() => whole.close()); // whatever the flaw leaves open or at work
    return {
      check: (signal) => whole.check(signal),
      publish: (events, signal) => whole.publish(events, signal),
      close: () => whole.close(),
      ...flaw(whole),
    };
  };
  return {
    ...target,
    open: (port, limitMs) => flawed(target.open(port, limitMs)),
    openFaulty: async (fault) => flawed(await target.openFaulty(fault)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
