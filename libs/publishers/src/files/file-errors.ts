import { ReelbusError, toReelbusError, writeTrouble, type WriteTrouble } from "@reelbus/contracts";

/** A failure to write below `uriPath`, as a customer can understand it. */
export function toFileError(thrown: unknown, uriPath: string): ReelbusError {
  if (thrown instanceof ReelbusError) return thrown;
  const trouble = writeTrouble((thrown as NodeJS.ErrnoException | null)?.code ?? "");
  if (trouble === null) return toReelbusError(thrown);
  const { kind, reason, retryable } = trouble;
  return new ReelbusError(reason, messageOf(kind, uriPath), { retryable, cause: thrown });
}

/** What a call gets when its file was not written within the limit, or not begun because others take too long. */
export function notWrittenInTime(uriPath: string, limitMs: number): ReelbusError {
  const message = `No file could be written into ${uriPath} within ${limitMs / 1000} s: its storage does not answer. Check its disk or share.`;
  return new ReelbusError("timeout", message);
}

function messageOf(kind: WriteTrouble["kind"], uriPath: string): string {
  switch (kind) {
    case "no-space":
      return `There is no space left in ${uriPath}. Free some space there.`;
    case "no-permission":
      return `The service may not write into ${uriPath}. Give Reelbus's user write permission to the folder.`;
    case "read-only":
      return `The service can't write into ${uriPath}: its file system is read-only. Put another folder into UriPath.`;
    case "name-in-the-way":
      return `A file can't be written into ${uriPath}: a file stands where a folder belongs, or the other way round. Move it away, or put another folder into UriPath.`;
    case "file-refused":
      return `A file can't be written into ${uriPath}: its file system refuses it. Put another folder into UriPath.`;
    case "storage-failed":
      return `The storage below ${uriPath} failed. Check its disk or share.`;
  }
}
