import type { ImageExtraction, VideoStream } from "@reelbus/contracts";
import type { FfmpegCommand } from "../encoding/ffmpeg-command.ts";
import { framesPerSecond, parseFrameRate } from "../probe/frame-rate.ts";
import { DECODED_IMAGES_FOLDER, decodedPicture, type ImageBranch } from "./image-branch.ts";
import { jpegOptions, JPEG_PIXELS, progressive } from "./jpeg.ts";

/** The pictures' folder below the published location. */
export const PICTURES_FOLDER = "images";

/** One picture to take. */
export interface Picture {
  /** File name, from the customer's pattern. */
  readonly name: string;
  /** Relative to the attempt's folder. */
  readonly file: string;
  /** Counted from 0 at the video's constant frame rate. */
  readonly frame: number;
  /** When the frame that is shown at the asked time begins. */
  readonly atSeconds: number;
}

/**
 * The pictures in the order of `Intervals`, numbered from 1. At 100 % it is the last frame.
 * @param durationSeconds of the film, which may hold the video's last frame
 */
export function planPictures(
  { FrameRate }: Pick<VideoStream, "FrameRate">,
  durationSeconds: number,
  { Intervals, Pattern }: ImageExtraction,
): Picture[] {
  const rate = framesPerSecond(parseFrameRate(FrameRate));
  const lastFrame = Math.max(0, Math.round(durationSeconds * rate) - 1);
  return Intervals.map((percent, index) => {
    const name = Pattern.replace("%", `${index + 1}`);
    const asked = Math.floor(((durationSeconds * percent) / 100) * rate + 1e-6);
    const frame = Math.min(asked, lastFrame);
    return { name, file: `${PICTURES_FOLDER}/${name}`, frame, atSeconds: frame / rate };
  });
}

/**
 * Writes the pictures' frames, and the first one in any case, as the encoder's decode comes by them. One that the video does
 * not reach is not written.
 */
export function pictureBranch(video: VideoStream, pictures: readonly Picture[], quality: number): ImageBranch {
  const frames = [...new Set([0, ...pictures.map(({ frame }) => frame)])].map((frame) => String.raw`eq(n\,${frame})`);
  return {
    filters: `select=${frames.join("+")},${shown(video).join(",")}`,
    options: ["-fps_mode", "passthrough", ...jpegOptions(quality), "-frame_pts", "1"],
    file: `${DECODED_IMAGES_FOLDER}/${decodedPicture("%d")}`,
  };
}

/**
 * Takes one picture where the encoder's decode came by no frame at its time: the last frame of a window that ends in the
 * middle of the picture's frame, in the source's size as shown. ffmpeg seeks first, so with an index it decodes one GOP
 * at most. A file without one may be sought too far, a video may pause or end early: then the window is empty and must
 * begin earlier.
 *
 * @param lookBackSeconds how much earlier; 0 is for the picture's own frame alone.
 */
export function pictureCommand(
  video: VideoStream,
  picture: Picture,
  quality: number,
  sourcePath: string,
  lookBackSeconds: number,
): FfmpegCommand {
  const halfFrameSeconds = 0.5 / framesPerSecond(parseFrameRate(video.FrameRate));
  const from = Math.max(0, roundToMicroseconds(picture.atSeconds - halfFrameSeconds - lookBackSeconds));
  const length = roundToMicroseconds(picture.atSeconds + halfFrameSeconds - from);
  const filters = [...progressive(video), ...shown(video)];
  return {
    inputs: [{ options: ["-ss", `${from}`], file: sourcePath }],
    filterGraphs: [`[0:${video.Track}]${filters.join(",")}[picture]`],
    outputs: [
      {
        maps: ["[picture]"],
        // `-update` writes each frame over the one before.
        options: ["-t", `${length}`, "-fps_mode", "passthrough", ...jpegOptions(quality), "-update", "1"],
        file: picture.file,
      },
    ],
  };
}

function shown({ Width, Height }: VideoStream): string[] {
  return [`scale=${Width}:${Height}`, "setsar=1", JPEG_PIXELS];
}

/** ffmpeg measures time in microseconds. */
function roundToMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
