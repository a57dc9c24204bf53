import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReelbusError } from "@reelbus/contracts";
import type { PhaseHandler } from "@reelbus/phase-worker";
import { isInnerPath, openSource, runBounded, type SourceFile, type StorageOptions } from "@reelbus/storage";
import { countBytes } from "./count-bytes.ts";

const TRANSFERS_AT_ONCE = 4;

/** The handler of the phase Acquisition: brings every file of the source into the attempt's folder. */
export function createAcquisitionHandler(options: StorageOptions): PhaseHandler<"Acquisition"> {
  return async (context) => {
    const source = openSource(context.description.ContentAcquisition, options);
    try {
      const files = await source.list(context.signal);
      files.forEach(refuseOuterPath);
      const count = countBytes(files, (percent, details) => context.progress(percent, details));

      const sizes = new Map<string, number>();
      await runBounded(files, TRANSFERS_AT_ONCE, context.signal, async (file, signal) => {
        const toPath = join(context.folder.path, file.path);
        await mkdir(dirname(toPath), { recursive: true });
        sizes.set(file.path, await source.fetch(file, toPath, { signal, onBytes: count.add }));
        count.fileDone();
      });

      return {
        folder: context.folder.relative,
        files: files.map(({ path }) => ({ path, sizeBytes: sizes.get(path) ?? 0 })),
      };
    } finally {
      await source.close();
    }
  };
}

/** A server may name files as it likes; none may lead out of the attempt's folder. */
function refuseOuterPath({ path }: SourceFile): void {
  if (isInnerPath(path)) return;
  throw new ReelbusError("bad-response", `The source names a file ${JSON.stringify(path.slice(0, 300))}. Rename it.`);
}
