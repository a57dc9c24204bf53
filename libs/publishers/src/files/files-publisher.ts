import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isTerminal, type FilesPublisher as FilesSettings, type PublishableEvent } from "@reelbus/contracts";
import { eventFileName } from "../event-file.ts";
import { encodeEvent } from "../formats/encode-event.ts";
import { abortedError, closedError, toPublishError } from "../publish-error.ts";
import type { Publisher, PublisherOptions } from "../publisher.ts";
import { settledWithin } from "../waiting.ts";
import { toFileError } from "./file-errors.ts";
import { makeFolder, removeLeftovers, writeWholeFile } from "./write-whole-file.ts";

const CLOSE_LIMIT_MS = 2_000;

/**
 * One file an event, `<folder>/<JobId>/<Sequence, 6 digits>-<EventType>.json`. A reader that takes what ends in `.json`
 * never sees half a file; an event that is published again replaces its file by the same content.
 */
export class FilesPublisher implements Publisher {
  readonly #settings: FilesSettings;
  readonly #options: PublisherOptions;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(settings: FilesSettings, options: PublisherOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** Writes a hidden file into the folder and removes it. */
  async check(signal: AbortSignal): Promise<void> {
    this.#throwIfOver(signal);
    await this.#run(async () => {
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
        this.#throwIfOver(signal);
        await this.#run(() => this.#write(event));
        written += 1;
      }
    } catch (error) {
      throw toPublishError(error, written);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await settledWithin(Promise.allSettled(this.#running), CLOSE_LIMIT_MS);
  }

  async #write(event: PublishableEvent): Promise<void> {
    // Resolved with the job's folder each time: a link put in its place must not lead out of the allowed roots.
    const folder = await this.#options.resolveLocalPath(
      `${this.#settings.UriPath.replace(/\/+$/u, "")}/${event.JobId}`,
    );
    await makeFolder(folder);
    // Who sees the last event of a job finds nothing half done by a notifier that was killed while it wrote here.
    if (isTerminal(event.EventType)) await removeLeftovers(folder);
    await writeWholeFile(folder, eventFileName(event), encodeEvent(event, this.#settings.Format).body);
  }

  async #run(action: () => Promise<void>): Promise<void> {
    const running = action();
    this.#running.add(running);
    try {
      await running;
    } catch (error) {
      throw toFileError(error, this.#settings.UriPath);
    } finally {
      this.#running.delete(running);
    }
  }

  #throwIfOver(signal: AbortSignal): void {
    if (this.#closing.signal.aborted) throw closedError();
    if (signal.aborted) throw abortedError(signal);
  }
}
