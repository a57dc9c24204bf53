import type { MediaFile, Track } from "../probe/media-file.ts";

const NAMED_AT_MOST = 10;

/** `a, b and 3 more`. */
export function enumerate(items: readonly string[]): string {
  const named = items.slice(0, NAMED_AT_MOST).join(", ");
  return items.length <= NAMED_AT_MOST ? named : `${named} and ${items.length - NAMED_AT_MOST} more`;
}

/** How messages call a track. */
export function trackName(file: MediaFile, track: Track): string {
  return `track ${track.index} of ${file.path}`;
}
