import { ReelbusError } from "@reelbus/contracts";
import { errnoOf } from "../errno.ts";

/** Why a local path can't be written, for the customer who named it. `shown` is the path as the customer wrote it. */
export function writeFailure(error: unknown, shown: string): ReelbusError {
  if (error instanceof ReelbusError) return error;
  const errno = errnoOf(error);
  switch (errno) {
    case "ENOSPC":
    case "EDQUOT":
      return new ReelbusError("target-full", `There is no space left to write "${shown}". Free some space there.`, {
        cause: error,
      });
    case "EACCES":
    case "EPERM":
      return new ReelbusError(
        "access-denied",
        `"${shown}" may not be written. Give Reelbus's user write permission to the folder.`,
        { cause: error },
      );
    case "EROFS":
      return new ReelbusError("write-refused", `"${shown}" can't be written: its file system is read-only.`, {
        cause: error,
      });
    case "EISDIR":
    case "ENOTDIR":
    case "ENOTEMPTY":
    case "EEXIST":
      return new ReelbusError(
        "write-refused",
        `"${shown}" can't be written: a folder stands where a file belongs, or the other way round.`,
        { cause: error },
      );
    case "ENAMETOOLONG":
    case "EINVAL":
    case "ELOOP":
    case "EFBIG":
      return new ReelbusError("write-refused", `"${shown}" can't be written: its file system refuses it (${errno}).`, {
        cause: error,
      });
    case "EIO":
    case "ESTALE":
    case "ENODEV":
    case "ENXIO":
    case "ENOENT":
    case "EHOSTDOWN":
    case "ETIMEDOUT":
      return new ReelbusError("write-refused", `Writing "${shown}" failed (${errno}). Check its disk or share.`, {
        retryable: true,
        cause: error,
      });
    default:
      return new ReelbusError("internal", `Writing "${shown}" failed for a reason of our own.`, { cause: error });
  }
}
