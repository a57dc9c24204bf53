/** A file of a source. */
export interface SourceFile {
  /** Relative to the source, with forward slashes; never absolute, no `..` part; unique within the source. */
  readonly path: string;
  /** null when the source can't tell before the transfer. */
  readonly sizeBytes: number | null;
}

/** How one transfer is followed and ended. */
export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Called with the number of bytes that came since the last call; the sum is the file's size. */
  readonly onBytes: (deltaBytes: number) => void;
}

/**
 * Where a customer's source media lies.
 *
 * Nothing is opened before the first call. All calls may run at the same time. A call whose signal aborts rejects
 * with the signal's reason, soon. Every other rejection is a ReelbusError whose message names the location as the
 * customer wrote it, without secrets. Nothing is ever written to a source.
 */
export interface Source {
  /**
   * Whether the source can be reached and lets us read. A file or folder that does not exist is no failure here:
   * `list` finds that.
   *
   * @throws {ReelbusError} `host-unreachable`, `access-denied`, `location-not-allowed`, ...
   */
  check(signal: AbortSignal): Promise<void>;
  /**
   * Every file, at least one, in the same order at every call. At most 10,000; hidden files (`.name`) don't count.
   *
   * @throws {ReelbusError} `file-not-found`, `no-files`, `too-many-files`, and those of `check`
   */
  list(signal: AbortSignal): Promise<readonly SourceFile[]>;
  /**
   * Brings one file to `toPath`, whose folder exists, and resolves to its size in bytes. Whole or not at all: `toPath`
   * appears when the file is complete, and after a failure nothing is left. What was brought is only read: it may
   * share its bytes with the source.
   *
   * @throws {ReelbusError} `incomplete-transfer`, `timeout`, `workspace-full`, and those of `list`
   */
  fetch(file: SourceFile, toPath: string, options: FetchOptions): Promise<number>;
  /** Ends running calls and waits until they have ended; later calls reject. Safe to call twice. */
  close(): Promise<void>;
}
