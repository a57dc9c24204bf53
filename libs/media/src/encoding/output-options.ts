/** For every encoded file: nothing of the source's metadata or chapters, and no version or time, so that it repeats. */
export const OUTPUT_OPTIONS: readonly string[] = [
  ...["-map_metadata", "-1", "-map_chapters", "-1"],
  ...["-fflags", "+bitexact", "-f", "mp4"],
];
