import type { PhaseProgress } from "@reelbus/contracts";
import type { SourceFile } from "@reelbus/storage";

type Tell = (percent: number, details: PhaseProgress<"Acquisition">) => void;

/** Counts what has come and tells how far the acquisition is; 100 only when every file is there. */
export interface ByteCount {
  readonly add: (deltaBytes: number) => void;
  readonly fileDone: () => void;
}

/** Starts to count, at 0 %. Without the sizes of all files the per cent are those of the files that are done. */
export function countBytes(files: readonly SourceFile[], tell: Tell): ByteCount {
  const listedBytes = files.reduce<number | null>(
    (sum, { sizeBytes }) => (sum === null || sizeBytes === null ? null : sum + sizeBytes),
    0,
  );
  let bytesAcquired = 0;
  let filesDone = 0;

  const share = () => {
    if (listedBytes === null || listedBytes === 0) return filesDone / files.length;
    return Math.min(bytesAcquired / listedBytes, 1);
  };
  const update = () => {
    const isDone = filesDone === files.length;
    const percent = isDone ? 100 : Math.min(share() * 100, 99);
    // A server may send more than it announced.
    const totalBytes = isDone ? bytesAcquired : listedBytes && Math.max(listedBytes, bytesAcquired);
    tell(percent, { bytesAcquired, totalBytes });
  };

  update();
  return {
    add: (deltaBytes) => {
      bytesAcquired += deltaBytes;
      update();
    },
    fileDone: () => {
      filesDone += 1;
      update();
    },
  };
}
