import { targetOf, type HlsFilm } from "./hls-film.ts";
import { segmentsOf, tagsOf, type HlsPlaylist, type HlsTag } from "./hls-playlist.ts";

/** The playlists of each group that a variant names; of a group, one plays at a time. */
export function renditionsOf(master: HlsPlaylist, variant: HlsTag["attributes"]): string[][] {
  return ["AUDIO", "SUBTITLES"].flatMap((type) => {
    const group = tagsOf(master, "EXT-X-MEDIA").filter(
      ({ attributes: one }) => one.get("TYPE") === type && one.get("GROUP-ID") === variant.get(type),
    );
    return group.length === 0 ? [] : [group.map(({ attributes }) => attributes.get("URI") ?? "")];
  });
}

/** RFC 8216, 4.1: the largest rate of any run of segments that lasts 0.5 to 1.5 target durations. */
export function peakRate(playlist: HlsPlaylist, { published }: HlsFilm): number {
  const target = targetOf(playlist);
  const segments = segmentsOf(playlist);
  const rates = segments.flatMap((_, index) =>
    segments.slice(index).flatMap((__, more) => {
      const run = segments.slice(index, index + more + 1);
      const seconds = run.reduce((sum, segment) => sum + segment.durationSeconds, 0);
      const bytes = run.reduce((sum, { file }) => sum + (published.sizes.get(file) ?? NaN), 0);
      return seconds >= target / 2 && seconds <= target * 1.5 ? [(bytes * 8) / seconds] : [];
    }),
  );
  return Math.max(...rates);
}

export function averageRate(playlist: HlsPlaylist, { published }: HlsFilm): number {
  const segments = segmentsOf(playlist);
  const bytes = segments.reduce((sum, { file }) => sum + (published.sizes.get(file) ?? NaN), 0);
  return (bytes * 8) / segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}
