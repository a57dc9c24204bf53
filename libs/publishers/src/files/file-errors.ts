import { ReelbusError, toReelbusError } from "@reelbus/contracts";

/** A failure to write below `uriPath`, as a customer can understand it. */
export function toFileError(thrown: unknown, uriPath: string): ReelbusError {
  if (thrown instanceof ReelbusError) return thrown;
  const options = { cause: thrown };
  switch ((thrown as NodeJS.ErrnoException | null)?.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new ReelbusError("target-full", `There is no space left in ${uriPath}.`, options);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new ReelbusError("access-denied", `The service may not write into ${uriPath}.`, options);
    case "EEXIST":
    case "EISDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
    case "ENOTDIR":
    case "ENOTEMPTY":
      return new ReelbusError(
        "write-refused",
        `A file can't be written into ${uriPath}: a name is in the way.`,
        options,
      );
    case "EIO":
    case "ESTALE":
    case "ETIMEDOUT":
      return new ReelbusError("write-refused", `The storage below ${uriPath} failed.`, { ...options, retryable: true });
    default:
      return toReelbusError(thrown);
  }
}
