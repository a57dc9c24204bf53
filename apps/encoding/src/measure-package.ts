import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { measureBitrate, readMpd, type MeasuredRendition } from "@reelbus/media";

/** One packaged rendition as measured on disk. */
export interface PackagedRendition extends MeasuredRendition {
  readonly durationSeconds: number;
}

/** Measures the segments that a manifest lists. @returns by the folder of the rendition. */
export async function measurePackage(folder: string, manifest: string): Promise<Map<string, PackagedRendition>> {
  const measured = new Map<string, PackagedRendition>();
  for (const { folder: name, codecs, frameRate, segments } of readMpd(await readFile(join(folder, manifest), "utf8"))) {
    const sized = await Promise.all(
      segments.map(async ({ file, durationSeconds }) => {
        return { durationSeconds, sizeBytes: (await stat(join(folder, file))).size };
      }),
    );
    const durationSeconds = segments.reduce((sum, segment) => sum + segment.durationSeconds, 0);
    measured.set(name, { ...measureBitrate(sized), codecs, frameRate, durationSeconds });
  }
  return measured;
}
