/** The command line or a file that it names is wrong; the command exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
