import { ReelbusError, type FtpAddress } from "@reelbus/contracts";
import { Client, FTPError } from "basic-ftp";
import { waitUnless } from "../waiting.ts";
import { connect, type FtpCredentials } from "./connect.ts";
import { enterFolder } from "./enter-folder.ts";
import { FtpsErrors } from "./errors.ts";
import type { FtpsLimits } from "./limits.ts";
import type { FtpSession } from "./write-whole-file.ts";

const SESSION_ENDS = 421;
const never = new AbortController().signal;

/**
 * One session in the publisher's folder, shared by all calls of a publisher. FTP does one thing at a time, so they take
 * turns. It is used until it is lost, then thrown away; what a server merely refuses leaves it as it is.
 */
export class Link {
  readonly #client: Client;
  readonly #errors: FtpsErrors;
  readonly #limits: FtpsLimits;
  readonly #lost = new AbortController();
  readonly #session: FtpSession;
  /** Absolute, once it is known; then it can be entered from anywhere. */
  #folder: string;
  /** Settles when everybody before has had their turn. */
  #turns: Promise<void> = Promise.resolve();

  constructor(folder: string, errors: FtpsErrors, limits: FtpsLimits) {
    this.#folder = folder;
    this.#errors = errors;
    this.#limits = limits;
    // Its own limit only ends what ours can't see: a data connection that never comes about.
    this.#client = new Client(2 * limits.answerMs);
    this.#session = {
      client: this.#client,
      enterFolder: () => enterFolder(this.#client, this.#folder, errors),
    };
  }

  /** Servers end sessions that are idle: that shows here, not in the next call. */
  get isLost(): boolean {
    return this.lost.aborted || this.#client.closed;
  }

  /** Aborts with the reason when the link is given up. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Logs in and enters the folder. Called once, before anything else.
   * @throws ReelbusError
   */
  async open(address: FtpAddress, credentials: FtpCredentials): Promise<void> {
    await connect(this.#client, address, credentials, this.#errors);
    await this.#session.enterFolder();
    this.#folder = await this.#client.pwd();
  }

  /**
   * Does something when it is its turn.
   * @throws ReelbusError
   */
  async run(work: (session: FtpSession) => Promise<void>): Promise<void> {
    const done = this.#turns.then(() => this.#runNow(work));
    this.#turns = done.catch(() => undefined);
    await done;
  }

  /** Ends the session at once. */
  lose(reason: ReelbusError): void {
    if (!this.lost.aborted) this.#lost.abort(reason);
    this.#client.close();
  }

  /** Says no farewell: servers are used to that, and one that hangs would not hear it. */
  close(reason: ReelbusError): Promise<void> {
    this.lose(reason);
    return Promise.resolve();
  }

  async #runNow(work: (session: FtpSession) => Promise<void>): Promise<void> {
    if (this.lost.aborted) throw this.lost.reason as ReelbusError;
    const timer = setTimeout(
      () => this.lose(this.#errors.noAnswerInTime(this.#limits.answerMs)),
      this.#limits.answerMs,
    );
    try {
      await waitUnless(work(this.#session), never, this.lost);
    } catch (error) {
      throw this.#failureOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #failureOf(error: unknown): ReelbusError {
    if (this.lost.aborted) return this.lost.reason as ReelbusError;
    if (error instanceof ReelbusError) return error;
    const isRefusal = error instanceof FTPError;
    const failure =
      isRefusal || this.#client.closed ? this.#errors.of("write", error) : this.#errors.noDataConnection(error);
    if (!isRefusal || error.code === SESSION_ENDS) this.lose(failure);
    return failure;
  }
}

/**
 * Connects, logs in and enters the folder.
 * @throws ReelbusError
 */
export async function openLink(
  address: FtpAddress,
  credentials: FtpCredentials,
  limits: FtpsLimits,
  closing: AbortSignal,
): Promise<Link> {
  const errors = new FtpsErrors(address);
  const link = new Link(address.folder, errors, limits);
  const timer = setTimeout(() => link.lose(errors.notConnectedInTime(limits.connectMs)), limits.connectMs);
  try {
    closing.throwIfAborted();
    await waitUnless(link.open(address, credentials), never, AbortSignal.any([closing, link.lost]));
    return link;
  } catch (error) {
    const failure = closing.aborted ? (closing.reason as ReelbusError) : errors.of("settings", error);
    link.lose(failure);
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}
