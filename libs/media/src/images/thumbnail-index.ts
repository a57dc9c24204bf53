import { sheetName, THUMBNAILS_FOLDER, type ThumbnailGrid } from "./plan-thumbnails.ts";

/** The WebVTT index's path, relative to the published folder. */
export const THUMBNAIL_INDEX = `${THUMBNAILS_FOLDER}/thumbnails.vtt`;

/** One cue for each thumbnail; its text names the sheet and the tile (Media Fragments, `#xywh=`). */
export function thumbnailIndex(grid: ThumbnailGrid): string {
  const cues = Array.from({ length: grid.count }, (_, index) => cue(grid, index));
  return `WEBVTT\n\n${cues.join("\n")}`;
}

function cue(grid: ThumbnailGrid, index: number): string {
  const { width, height, columns, rows, intervalSeconds, durationSeconds } = grid;
  const start = index * intervalSeconds;
  const end = index + 1 === grid.count ? Math.max(durationSeconds, start) : start + intervalSeconds;
  const tile = index % (columns * rows);
  const x = (tile % columns) * width;
  const y = Math.floor(tile / columns) * height;
  const sheet = sheetName(Math.floor(index / (columns * rows)) + 1);
  return `${timestamp(start)} --> ${timestamp(end)}\n${sheet}#xywh=${x},${y},${width},${height}\n`;
}

function timestamp(seconds: number): string {
  const totalMs = Math.round(seconds * 1000);
  const hours = Math.floor(totalMs / 3_600_000);
  const minutes = Math.floor(totalMs / 60_000) % 60;
  const restMs = totalMs % 60_000;
  return `${twoDigits(hours)}:${twoDigits(minutes)}:${(restMs / 1000).toFixed(3).padStart(6, "0")}`;
}

function twoDigits(number: number): string {
  return `${number}`.padStart(2, "0");
}
