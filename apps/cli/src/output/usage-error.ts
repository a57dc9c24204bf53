/** The command line or a configuration file is wrong; the command exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
