import { constants, copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReelbusError, type EncodingResult, type ThumbnailSet } from "@reelbus/contracts";
import {
  addThumbnailsToHls,
  addThumbnailsToMpd,
  decodedSheet,
  IMAGE_PLAYLIST,
  imagePlaylist,
  sheetName,
  THUMBNAIL_INDEX,
  thumbnailIndex,
  THUMBNAILS_FOLDER,
  type ThumbnailGrid,
} from "@reelbus/media";

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
}

/**
 * Takes the tiled sheets that the encoder made, and makes their WebVTT index and HLS image playlist, and both manifests
 * once more with the thumbnails in them, under the names that they have in the package.
 * @throws ReelbusError `image-extraction-failed`.
 */
export async function makeThumbnails(planned: ThumbnailGrid, options: MakeThumbnailsOptions): Promise<ThumbnailSet> {
  const { folder } = options;
  await mkdir(join(folder, THUMBNAILS_FOLDER));
  const grid = await countSheets(planned, options);
  const names = Array.from({ length: grid.sheets }, (_, index) => sheetName(index + 1));
  const files = names.map((name) => `${THUMBNAILS_FOLDER}/${name}`);
  for (const [index, file] of files.entries()) {
    await copyFile(join(options.imagesFolder, decodedSheet(index + 1)), join(folder, file), constants.COPYFILE_FICLONE);
  }
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
async function countSheets(
  planned: ThumbnailGrid,
  { imagesFolder, videoFile }: MakeThumbnailsOptions,
): Promise<ThumbnailGrid> {
  const sheets = (await readdir(join(imagesFolder, dirname(decodedSheet(1))))).length;
  if (sheets === 0) {
    const message = `No thumbnails could be made of ${videoFile}. The file may be damaged: check that it plays to its end.`;
    throw new ReelbusError("image-extraction-failed", message, { retryable: false });
  }
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
