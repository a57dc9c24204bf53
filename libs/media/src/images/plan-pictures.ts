import type { ImageExtraction, VideoStream } from "@reelbus/contracts";
import type { FfmpegCommand } from "../encoding/ffmpeg-command.ts";
import { framesPerSecond } from "../encoding/gop.ts";
import { jpegOptions, JPEG_PIXELS, progressive } from "./jpeg.ts";

/** The pictures' folder below the published location. */
export const PICTURES_FOLDER = "images";

/** One picture to take. */
export interface Picture {
  /** File name, from the customer's pattern. */
  readonly name: string;
  /** Relative to the attempt's folder. */
  readonly file: string;
  readonly atSeconds: number;
}

/** The pictures in the order of `Intervals`, numbered from 1. At 100 % it is the last frame. */
export function planPictures(video: VideoStream, { Intervals, Pattern }: ImageExtraction): Picture[] {
  const lastFrameSeconds = Math.max(0, video.DurationInSeconds - 1 / framesPerSecond(video.FrameRate));
  return Intervals.map((percent, index) => {
    const name = Pattern.replace("%", `${index + 1}`);
    const atSeconds = Math.min((video.DurationInSeconds * percent) / 100, lastFrameSeconds);
    return { name, file: `${PICTURES_FOLDER}/${name}`, atSeconds: roundToMicroseconds(atSeconds) };
  });
}

/**
 * Takes one picture in the source's size as shown. ffmpeg seeks in the file first, so it decodes one GOP at most.
 *
 * @param lookBackSeconds for a source that ends before it should: takes the last frame from so long before on. 0 takes
 * the first frame from the picture's time on.
 */
export function pictureCommand(
  video: VideoStream,
  picture: Picture,
  quality: number,
  sourcePath: string,
  lookBackSeconds: number,
): FfmpegCommand {
  const from = Math.max(0, roundToMicroseconds(picture.atSeconds - lookBackSeconds));
  const filters = [...progressive(video), `scale=${video.Width}:${video.Height}`, "setsar=1", JPEG_PIXELS];
  const count = lookBackSeconds === 0 ? ["-frames:v", "1"] : [];
  return {
    inputs: [{ options: ["-ss", `${from}`], file: sourcePath }],
    filterGraphs: [`[0:${video.Track}]${filters.join(",")}[picture]`],
    // `-update` writes every frame over the one before, and takes '%' in a path for itself.
    outputs: [
      { maps: ["[picture]"], options: [...count, ...jpegOptions(quality), "-update", "1"], file: picture.file },
    ],
  };
}

/** ffmpeg reads no exponents, and measures time in microseconds. */
function roundToMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
