/** A run of Shaka Packager as data. Paths are relative to the folder that it runs in. */
export interface PackagerCommand {
  readonly arguments: readonly string[];
  /**
   * One further argument that holds keys. It is given on standard input, so that it appears in no process list and
   * no file. Null when nothing is encrypted.
   */
  readonly secretArgument: string | null;
}
