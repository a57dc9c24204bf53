import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isTerminal, type FilesPublisher as FilesSettings, type PublishableEvent } from "@reelbus/contracts";
import { systemCodeOf } from "../connection-error.ts";
import { eventFileName } from "../event-file.ts";
import { encodeEvent } from "../formats/encode-event.ts";
import { abortedError, closedError, toPublishError } from "../publish-error.ts";
import type { Publisher, PublisherOptions } from "../publisher.ts";
import { settledWithin, waitUnless } from "../waiting.ts";
import { notWrittenInTime, toFileError } from "./file-errors.ts";
import { FILES_LIMITS, fileTurns, type FilesLimits } from "./limits.ts";
import { Turns } from "./turns.ts";
import { makeFolder, removeLeftovers, writeWholeFile } from "./write-whole-file.ts";

/**
 * One file an event, `<folder>/<JobId>/<Sequence, 6 digits>-<EventType>.json`. A reader that takes what ends in `.json`
 * never sees half a file; an event that is published again replaces its file by the same content. They are written one
 * after the other. A call that aborts or takes too long ends at once; the file that was being written is finished behind
 * it, and those after it wait for that.
 */
export class FilesPublisher implements Publisher {
  readonly #settings: FilesSettings;
  readonly #options: PublisherOptions;
  readonly #closing = new AbortController();
  readonly #limits: FilesLimits;
  readonly #turns = new Turns(1);
  readonly #running = new Set<Promise<void>>();

  constructor(settings: FilesSettings, options: PublisherOptions, limits: FilesLimits = FILES_LIMITS) {
    this.#settings = settings;
    this.#options = options;
    this.#limits = limits;
  }

  /** Writes a hidden file into the folder and removes it. */
  async check(signal: AbortSignal): Promise<void> {
    await this.#run(signal, async () => {
      const folder = await this.#options.resolveLocalPath(this.#settings.UriPath);
      const probe = `.reelbus-check-${randomBytes(6).toString("hex")}`;
      await makeFolder(folder);
      await writeWholeFile(folder, probe, Buffer.alloc(0));
      await rm(join(folder, probe));
    });
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    let written = 0;
    try {
      this.#throwIfOver(signal);
      for (const event of events) {
        await this.#run(signal, (ended) => this.#write(event, ended));
        written += 1;
      }
    } catch (error) {
      throw toPublishError(error, written);
    }
  }

  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) this.#closing.abort(closedError());
    await settledWithin(Promise.allSettled(this.#running), this.#limits.closeMs);
  }

  /** Who reads may remove the job's folder at any time: what has no folder any more is written once again, with it. */
  async #write(event: PublishableEvent, ended: AbortSignal): Promise<void> {
    try {
      await this.#writeOnce(event);
    } catch (error) {
      if (ended.aborted || systemCodeOf(error) !== "ENOENT") throw error;
      await this.#writeOnce(event);
    }
  }

  async #writeOnce(event: PublishableEvent): Promise<void> {
    // Resolved with the job's folder each time: a link put in its place must not lead out of the allowed roots.
    const folder = await this.#options.resolveLocalPath(
      `${this.#settings.UriPath.replace(/\/+$/u, "")}/${event.JobId}`,
    );
    await makeFolder(folder);
    // Who sees the last event of a job finds nothing half done by a notifier that was killed while it wrote here.
    if (isTerminal(event.EventType)) await removeLeftovers(folder);
    await writeWholeFile(folder, eventFileName(event), encodeEvent(event, this.#settings.Format).body);
  }

  /** Does one thing in the file system when it is its turn. The turn lasts until it is done, the call as long as it may. */
  async #run(signal: AbortSignal, action: (ended: AbortSignal) => Promise<void>): Promise<void> {
    this.#throwIfOver(signal);
    const { writeMs } = this.#limits;
    const { UriPath } = this.#settings;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(notWrittenInTime(UriPath, writeMs)), writeMs);
    const giveUp = AbortSignal.any([this.#closing.signal, late.signal]);
    const ended = AbortSignal.any([signal, giveUp]);
    const done = this.#turns.run(() => fileTurns.run(() => action(ended), ended), ended);
    this.#running.add(done);
    const forget = (): boolean => this.#running.delete(done);
    void done.then(forget, forget);
    try {
      await waitUnless(done, signal, giveUp);
    } catch (error) {
      throw toFileError(error, UriPath);
    } finally {
      clearTimeout(timer);
    }
  }

  #throwIfOver(signal: AbortSignal): void {
    if (this.#closing.signal.aborted) throw closedError();
    if (signal.aborted) throw abortedError(signal);
  }
}
