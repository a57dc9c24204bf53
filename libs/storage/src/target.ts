/**
 * Where outputs are published to.
 *
 * Nothing is opened before the first call. All calls may run at the same time, also puts of the same path: the last
 * one to finish wins. A call whose signal aborts rejects with the signal's reason, soon. Every other rejection is a
 * ReelbusError whose message names the location as the customer wrote it, without secrets.
 */
export interface Target {
  /**
   * Whether the target can be written to: makes its folder where it is missing, writes a probe file and removes it.
   *
   * @throws {ReelbusError} `access-denied`, `write-refused`, `target-full`, `location-not-allowed`, ...
   */
  check(signal: AbortSignal): Promise<void>;
  /**
   * Puts a copy of the local file at `path` (relative, forward slashes, no `..` part), with the folders on the way.
   * Whole or not at all: a reader sees what was there before or the whole new file. Resolved means stored durably.
   * The local file stays as it is.
   *
   * @throws {ReelbusError} those of `check`; `internal` when the local file can't be read
   */
  put(localPath: string, path: string, signal: AbortSignal): Promise<void>;
  /** The URL of `path`, or of the target's folder (ending in `/`), for the customer. Without secrets. */
  location(path?: string): string;
  /** Ends running calls and waits until they have ended; later calls reject. Safe to call twice. */
  close(): Promise<void>;
}
