/** The command line, a file that it names, or a setting in the environment is wrong; the command exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
