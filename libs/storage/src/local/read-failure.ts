import { ReelbusError } from "@reelbus/contracts";
import { errnoOf } from "../errno.ts";

/** Why a local path can't be read, for the customer who named it. `shown` is the path as the customer wrote it. */
export function readFailure(error: unknown, shown: string): ReelbusError {
  if (error instanceof ReelbusError) return error;
  const errno = errnoOf(error);
  switch (errno) {
    case "ENOENT":
    case "ENOTDIR":
    case "ENAMETOOLONG":
    case "ELOOP":
      return new ReelbusError("file-not-found", `"${shown}" does not exist. Check the path.`, { cause: error });
    case "EACCES":
    case "EPERM":
      return new ReelbusError("access-denied", `"${shown}" may not be read. Give Reelbus's user read permission.`, {
        cause: error,
      });
    case "EIO":
    case "ESTALE":
    case "ENODEV":
    case "ENXIO":
    case "EHOSTDOWN":
    case "ETIMEDOUT":
      return new ReelbusError("incomplete-transfer", `Reading "${shown}" failed (${errno}). Check its disk or share.`, {
        cause: error,
      });
    default:
      return new ReelbusError("internal", `Reading "${shown}" failed for a reason of our own.`, { cause: error });
  }
}
