import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ContentProcessing, EncodingResult } from "@reelbus/contracts";
import { manifestNames, PACKAGE_FOLDER, planPackaging, WORK_FOLDER, type Renditions } from "@reelbus/media";
import { runPackager } from "@reelbus/processes";
import { countText } from "./count-text.ts";
import { measurePackage, type PackagedRendition } from "./measure-package.ts";
import { tellWholeLength } from "./tell-whole-length.ts";

/** Packaging is copying: slower than this, it is stuck. */
const SLOWEST_PACKAGING_BYTES_PER_MS = 2000;
const PACKAGING_TIME_LIMIT_MS = 120_000;

export interface PackagedFilm {
  /** Relative to the package folder. */
  readonly manifests: EncodingResult["manifests"];
  /** By the folder of the rendition. */
  readonly measured: ReadonlyMap<string, PackagedRendition>;
}

/**
 * Packages the encoded streams, corrects what the packager's manifests tell wrong, and measures what was made.
 * @param options.folder the attempt's
 * @throws as `runPackager`
 */
export async function packageFilm(
  renditions: Renditions,
  processing: ContentProcessing,
  options: { readonly folder: string; readonly signal: AbortSignal },
): Promise<PackagedFilm> {
  const { folder, signal } = options;
  const timeLimitMs = PACKAGING_TIME_LIMIT_MS + (await workBytes(folder)) / SLOWEST_PACKAGING_BYTES_PER_MS;
  await runPackager(planPackaging(renditions, processing), { signal, cwd: folder, timeLimitMs });

  const manifests = manifestNames(processing);
  const packageFolder = join(folder, PACKAGE_FOLDER);
  await countText(packageFolder, manifests.hls, renditions.text);
  await tellWholeLength(join(packageFolder, manifests.dash));
  return { manifests, measured: await measurePackage(packageFolder, manifests.dash) };
}

async function workBytes(folder: string): Promise<number> {
  const work = join(folder, WORK_FOLDER);
  const sizes = await Promise.all((await readdir(work)).map(async (file) => (await stat(join(work, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
