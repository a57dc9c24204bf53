import type { MediaFile, Track } from "../probe/media-file.ts";
import type { LanguageCandidate } from "./language-resolver.ts";
import { trackName } from "./wording.ts";

/** What a track's metadata says of its language: one candidate, or none. */
export function trackClues(file: MediaFile, track: Track): LanguageCandidate[] {
  return track.language === null ? [] : [{ code: track.language, place: `the metadata of ${trackName(file, track)}` }];
}
