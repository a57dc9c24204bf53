import {
  isTerminal,
  parseFtpAddress,
  type FtpsPublisher as FtpsSettings,
  type PublishableEvent,
} from "@reelbus/contracts";
import { eventFileName } from "../event-file.ts";
import { encodeEvent } from "../formats/encode-event.ts";
import { abortedError, toPublishError } from "../publish-error.ts";
import type { Publisher } from "../publisher.ts";
import { SharedLink } from "../shared-link.ts";
import { waitUnless } from "../waiting.ts";
import { FTPS_LIMITS, type FtpsLimits } from "./limits.ts";
import { openLink, type Link } from "./link.ts";
import { removeLeftovers, tryToWrite, writeWholeFile, type FtpSession } from "./write-whole-file.ts";

/**
 * One file an event, `<folder>/<JobId>/<Sequence, 6 digits>-<EventType>.json`, over one session that is opened when it is
 * needed. A reader that takes what ends in `.json` never sees half a file; an event that is published again replaces its
 * file by the same content. A call that aborts ends at once, the file that was on its way is finished behind it.
 */
export class FtpsPublisher implements Publisher {
  readonly #settings: FtpsSettings;
  readonly #link: SharedLink<Link>;

  constructor(settings: FtpsSettings, limits: FtpsLimits = FTPS_LIMITS) {
    const address = parseFtpAddress(settings.UriPath);
    if (typeof address === "string") throw new TypeError(`UriPath: ${address}`);
    this.#settings = settings;
    this.#link = new SharedLink((closing) => openLink(address, settings, limits, closing));
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#run(await this.#link.get(signal), signal, tryToWrite);
  }

  async publish(events: readonly PublishableEvent[], signal: AbortSignal): Promise<void> {
    let written = 0;
    try {
      const link = await this.#link.get(signal);
      for (const event of events) {
        await this.#run(link, signal, (session) => this.#write(session, event));
        written += 1;
      }
    } catch (error) {
      throw toPublishError(error, written);
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  async #write(session: FtpSession, event: PublishableEvent): Promise<void> {
    // Who sees the last event of a job finds nothing half done that lost connections left there.
    if (isTerminal(event.EventType)) await removeLeftovers(session, event.JobId);
    await writeWholeFile(session, event.JobId, eventFileName(event), encodeEvent(event, this.#settings.Format).body);
  }

  async #run(link: Link, signal: AbortSignal, work: (session: FtpSession) => Promise<void>): Promise<void> {
    const done = link.run((session) => {
      if (signal.aborted) throw abortedError(signal);
      return work(session);
    });
    await waitUnless(done, signal, this.#link.closing);
  }
}
