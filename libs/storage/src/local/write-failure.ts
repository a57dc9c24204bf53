import { ReelbusError, writeTrouble, type WriteTrouble } from "@reelbus/contracts";
import { errnoOf } from "../errno.ts";

/** Why a local path can't be written, for the customer who named it. `shown` is the path as the customer wrote it. */
export function writeFailure(error: unknown, shown: string): ReelbusError {
  if (error instanceof ReelbusError) return error;
  const errno = errnoOf(error) ?? "";
  const trouble = writeTrouble(errno);
  if (trouble === null)
    return new ReelbusError("internal", `Writing "${shown}" failed for a reason of our own.`, { cause: error });
  const { kind, reason, retryable } = trouble;
  return new ReelbusError(reason, messageOf(kind, shown, errno), { retryable, cause: error });
}

function messageOf(kind: WriteTrouble["kind"], shown: string, errno: string): string {
  switch (kind) {
    case "no-space":
      return `There is no space left to write "${shown}". Free some space there.`;
    case "no-permission":
      return `"${shown}" may not be written. Give Reelbus's user write permission to the folder.`;
    case "read-only":
      return `"${shown}" can't be written: its file system is read-only. Publish to another folder.`;
    case "name-in-the-way":
      return `"${shown}" can't be written: a folder stands where a file belongs, or the other way round. Move it away, or publish to another folder.`;
    case "file-refused":
      return `"${shown}" can't be written: its file system refuses it (${errno}). Publish to another folder.`;
    case "storage-failed":
      return `Writing "${shown}" failed (${errno}). Check its disk or share.`;
  }
}
