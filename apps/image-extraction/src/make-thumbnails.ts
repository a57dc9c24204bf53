import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError, type EncodingResult, type ThumbnailSet } from "@reelbus/contracts";
import {
  addThumbnailsToHls,
  addThumbnailsToMpd,
  DECODED_THUMBNAILS,
  IMAGE_PLAYLIST,
  imagePlaylist,
  sheetName,
  sheetsCommand,
  THUMBNAIL_INDEX,
  thumbnailIndex,
  THUMBNAILS_FOLDER,
  type ThumbnailGrid,
} from "@reelbus/media";
import { runFfmpeg } from "@reelbus/processes";

export interface MakeThumbnailsOptions {
  /** As customers know it. */
  readonly videoFile: string;
  /** Absolute path of the images that the encoder made. */
  readonly imagesFolder: string;
  /** The attempt's folder. */
  readonly folder: string;
  /** Absolute path of the packaged film. */
  readonly packageFolder: string;
  readonly manifests: EncodingResult["manifests"];
  readonly signal: AbortSignal;
}

/**
 * Puts the thumbnails that the encoder made together to tiled sheets, and makes their WebVTT index and HLS image playlist,
 * and both manifests once more with the thumbnails in them, under the names that they have in the package.
 * @throws ReelbusError `image-extraction-failed`.
 */
export async function makeThumbnails(planned: ThumbnailGrid, options: MakeThumbnailsOptions): Promise<ThumbnailSet> {
  const { folder } = options;
  await mkdir(join(folder, THUMBNAILS_FOLDER));
  const grid = await makeSheets(planned, options);
  const names = Array.from({ length: grid.sheets }, (_, index) => sheetName(index + 1));
  const files = names.map((name) => `${THUMBNAILS_FOLDER}/${name}`);
  const sheetBytes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  await writeFile(join(folder, THUMBNAIL_INDEX), thumbnailIndex(grid));
  await writeFile(join(folder, IMAGE_PLAYLIST), imagePlaylist(grid));
  const { dash, hls } = options.manifests;
  await rewrite(dash, options, (mpd) => addThumbnailsToMpd(mpd, grid, sheetBytes));
  await rewrite(hls, options, (master) => addThumbnailsToHls(master, grid, sheetBytes));
  return {
    Files: files,
    Index: THUMBNAIL_INDEX,
    Width: grid.width,
    Height: grid.height,
    Columns: grid.columns,
    Rows: grid.rows,
    IntervalInSeconds: grid.intervalSeconds,
  };
}

/** @returns the grid with the sheets that there are: a video may end before its container says. */
async function makeSheets(
  planned: ThumbnailGrid,
  { imagesFolder, folder, videoFile, signal }: MakeThumbnailsOptions,
): Promise<ThumbnailGrid> {
  const message = `No thumbnails could be made of ${videoFile}. The file may be damaged: check that it plays to its end.`;
  const failure = { reason: "image-extraction-failed", message } as const;
  await runFfmpeg(sheetsCommand(planned, join(imagesFolder, DECODED_THUMBNAILS)), { signal, cwd: folder, failure });
  const sheets = (await readdir(join(folder, THUMBNAILS_FOLDER))).length;
  if (sheets === 0) throw new ReelbusError(failure.reason, message, { retryable: false });
  const count = Math.min(planned.count, sheets * planned.columns * planned.rows);
  return { ...planned, sheets, count };
}

async function rewrite(
  manifest: string,
  { packageFolder, folder }: MakeThumbnailsOptions,
  change: (text: string) => string,
): Promise<void> {
  const text = await readFile(join(packageFolder, manifest), "utf8");
  await writeFile(join(folder, manifest), change(text));
}
