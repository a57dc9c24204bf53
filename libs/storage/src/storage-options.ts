/** What adapters need from the program around them. */
export interface StorageOptions {
  /**
   * The absolute real path of a local path or `file:` URL; what does not exist yet resolves by its nearest existing
   * parent.
   *
   * @throws {ReelbusError} `location-not-allowed` when it lies outside the operator's allowed roots
   */
  resolveLocalPath(uriPath: string): Promise<string>;
  /**
   * For whom a target is written, as a part of file names: a job's id. Of two writers for the same owner the later one
   * removes what the earlier one left half written when it was killed.
   *
   * @default nobody: nothing that is found is removed
   */
  readonly owner?: string;
}
