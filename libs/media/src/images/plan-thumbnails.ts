import type { Thumbnails, VideoStream } from "@reelbus/contracts";
import type { FfmpegCommand } from "../encoding/ffmpeg-command.ts";
import { DECODED_IMAGES_FOLDER, DECODED_THUMBNAILS, type ImageBranch } from "./image-branch.ts";
import { jpegOptions, JPEG_PIXELS } from "./jpeg.ts";

/** The thumbnails' folder below the published location. */
export const THUMBNAILS_FOLDER = "thumbnails";

const MAX_TILES_PER_SIDE = 10;
/** Decoders of phones and set-top boxes take pictures of this size. */
const MAX_SHEET_SIDE_PIXELS = 4096;
const QUALITY = 80;
/** As good as JPEG gets, for what is coded once more. */
const INTERMEDIATE: readonly string[] = [
  ...["-c:v", "mjpeg", "-q:v", "2", "-flags:v", "+bitexact", "-fflags", "+bitexact", "-f", "matroska"],
];

/** The tiles of all sheets; every sheet has the same grid, the last one may be filled in part. */
export interface ThumbnailGrid {
  /** Pixels of one thumbnail. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly intervalSeconds: number;
  /** Thumbnails altogether. */
  readonly count: number;
  readonly sheets: number;
  readonly durationSeconds: number;
}

/**
 * One thumbnail each interval, from time 0 on; sheets of at most 10x10, fewer where a sheet would grow too large.
 * @param durationSeconds of the film, which may hold the video's last frame
 */
export function planThumbnails(durationSeconds: number, asked: Thumbnails): ThumbnailGrid {
  const { Width: width, Height: height } = asked;
  const intervalSeconds = asked.DurationInSeconds ?? defaultIntervalSeconds(durationSeconds);
  const count = Math.max(1, Math.ceil(durationSeconds / intervalSeconds - 1e-6));
  const columns = Math.min(maxTiles(width), count);
  const rows = Math.min(maxTiles(height), Math.ceil(count / columns));
  const sheets = Math.ceil(count / (columns * rows));
  return { width, height, columns, rows, intervalSeconds, count, sheets, durationSeconds };
}

function defaultIntervalSeconds(durationSeconds: number): number {
  if (durationSeconds < 60) return 2;
  return durationSeconds <= 30 * 60 ? 5 : 10;
}

function maxTiles(tilePixels: number): number {
  return Math.max(1, Math.min(MAX_TILES_PER_SIDE, Math.floor(MAX_SHEET_SIDE_PIXELS / tilePixels)));
}

/** A sheet's file name, numbered from 1. */
export function sheetName(sheet: number): string {
  return `${sheet}.jpg`;
}

/**
 * Takes the single thumbnails. Each has exactly the size that was asked for: the picture keeps its aspect ratio, and black
 * bars fill the rest. `round=up` makes each one the frame that is shown at its time.
 */
export function thumbnailsBranch(video: VideoStream, grid: ThumbnailGrid): ImageBranch {
  const { width, height } = grid;
  const scale = Math.min(width / video.Width, height / video.Height);
  const pictureWidth = Math.max(1, Math.round(video.Width * scale));
  const pictureHeight = Math.max(1, Math.round(video.Height * scale));
  const left = Math.floor((width - pictureWidth) / 2);
  const top = Math.floor((height - pictureHeight) / 2);
  const filters = [
    `fps=1/${grid.intervalSeconds}:start_time=0:round=up`,
    `scale=${pictureWidth}:${pictureHeight}`,
    "setsar=1",
    JPEG_PIXELS,
    `pad=${width}:${height}:${left}:${top}`,
  ];
  return {
    filters: filters.join(","),
    options: ["-frames:v", `${grid.count}`, "-fps_mode", "passthrough", ...INTERMEDIATE],
    file: `${DECODED_IMAGES_FOLDER}/${DECODED_THUMBNAILS}`,
  };
}

/** Puts the single thumbnails together to sheets. @param from the absolute path of what `thumbnailsBranch` wrote */
export function sheetsCommand(grid: ThumbnailGrid, from: string): FfmpegCommand {
  return {
    inputs: [{ options: [], file: from }],
    filterGraphs: [`[0:0]tile=${grid.columns}x${grid.rows}[sheets]`],
    outputs: [
      {
        maps: ["[sheets]"],
        options: ["-frames:v", `${grid.sheets}`, "-fps_mode", "passthrough", ...jpegOptions(QUALITY)],
        file: `${THUMBNAILS_FOLDER}/%d.jpg`,
      },
    ],
  };
}
