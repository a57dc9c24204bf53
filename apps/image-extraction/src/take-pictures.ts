import { constants, copyFile, mkdir, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ReelbusError, type ImageExtraction, type VideoStream } from "@reelbus/contracts";
import { decodedPicture, pictureCommand, PICTURES_FOLDER, planPictures, type Picture } from "@reelbus/media";
import { runFfmpeg } from "@reelbus/processes";

/** How much earlier to begin, one after the other, where there is no frame at a picture's time. */
const LOOK_BACKS_SECONDS: readonly number[] = [0, 10, 120, Infinity];

export interface TakePicturesOptions {
  /** Absolute path of the source. */
  readonly sourcePath: string;
  /** Absolute path of the images that the encoder made. */
  readonly imagesFolder: string;
  /** The attempt's folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called after each picture. */
  onPicture(): void;
}

/**
 * Takes all pictures, one after the other: as the encoder made them, or, where its decode came by no frame at their time
 * because the video ends before its container says, from the source.
 * @param durationSeconds of the film
 * @returns their file names.
 * @throws ReelbusError `image-extraction-failed`.
 */
export async function takePictures(
  video: VideoStream,
  durationSeconds: number,
  asked: ImageExtraction,
  options: TakePicturesOptions,
): Promise<string[]> {
  await mkdir(join(options.folder, PICTURES_FOLDER));
  const pictures = planPictures(video, durationSeconds, asked);
  const decoded = await readdir(join(options.imagesFolder, dirname(decodedPicture(0))));
  for (const picture of pictures) {
    if (decoded.includes(basename(decodedPicture(picture.frame)))) await copyDecoded(picture, options);
    else await takeFromSource(video, picture, asked.Quality, options);
    options.onPicture();
  }
  return pictures.map(({ name }) => name);
}

async function copyDecoded({ frame, file }: Picture, { imagesFolder, folder }: TakePicturesOptions): Promise<void> {
  await copyFile(join(imagesFolder, decodedPicture(frame)), join(folder, file), constants.COPYFILE_FICLONE);
}

async function takeFromSource(video: VideoStream, picture: Picture, quality: number, options: TakePicturesOptions) {
  const message = `No picture could be taken of ${video.File} at ${picture.atSeconds.toFixed(1)} s. The file may be damaged: check that it plays to its end.`;
  const failure = { reason: "image-extraction-failed", message } as const;
  for (const lookBackSeconds of LOOK_BACKS_SECONDS) {
    const command = pictureCommand(video, picture, quality, options.sourcePath, lookBackSeconds);
    await runFfmpeg(command, { signal: options.signal, cwd: options.folder, failure });
    if (await hasContent(join(options.folder, picture.file))) return;
  }
  throw new ReelbusError(failure.reason, message, { retryable: false });
}

async function hasContent(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.size > 0;
}
