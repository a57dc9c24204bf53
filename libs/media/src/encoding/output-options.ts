/**
 * For every encoded file: nothing of the source's metadata or chapters, and no version or time, so that it repeats. Each packet
 * is written at once: before all outputs have begun, growth is ffmpeg's only sign of life, and a dark picture needs minutes to
 * fill a buffer.
 */
export const OUTPUT_OPTIONS: readonly string[] = [
  ...["-map_metadata", "-1", "-map_chapters", "-1"],
  ...["-fflags", "+bitexact", "-flush_packets", "1", "-f", "mp4"],
];
