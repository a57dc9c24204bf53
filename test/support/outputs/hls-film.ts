import type { ExpectedFilm } from "./expected-film.ts";
import { readHls, tagsOf, type HlsPlaylist } from "./hls-playlist.ts";

/** A film's HLS side. */
export interface HlsFilm extends ExpectedFilm {
  readonly master: HlsPlaylist;
  /** All media playlists, that of the thumbnails too. */
  readonly playlists: readonly HlsPlaylist[];
}

export const MASTER = "manifest.m3u8";

export function hlsFilm(film: ExpectedFilm): HlsFilm {
  const playlists = [...film.published.texts].filter(([path]) => path.endsWith(".m3u8"));
  const all = playlists.map(([path, text]) => readHls(path, text));
  return {
    ...film,
    master: readHls(MASTER, film.published.texts.get(MASTER) ?? ""),
    playlists: all.filter(({ path }) => path !== MASTER),
  };
}

/** Seconds. */
export function targetOf(playlist: HlsPlaylist): number {
  return Number(tagsOf(playlist, "EXT-X-TARGETDURATION")[0]?.value ?? NaN);
}
