/** What adapters need from the program around them. */
export interface StorageOptions {
  /**
   * The absolute real path of a local path or `file:` URL; what does not exist yet resolves by its nearest existing
   * parent.
   *
   * @throws {ReelbusError} `location-not-allowed` when it lies outside the operator's allowed roots
   */
  resolveLocalPath(uriPath: string): Promise<string>;
}
