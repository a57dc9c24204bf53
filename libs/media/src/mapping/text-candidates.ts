import { parseLanguage } from "../languages/parse-language.ts";
import type { MediaFile, TextTrack } from "../probe/media-file.ts";
import type { TextRole } from "./file-role.ts";
import type { LanguageCandidate } from "./language-resolver.ts";
import type { MappingContext } from "./mapping-context.ts";
import type { RoledText } from "./roled-file.ts";
import { trackClues } from "./track-clue.ts";
import { trackName } from "./wording.ts";

/** A text that becomes a subtitle or caption stream, unless an allow-list leaves it out. */
export interface TextCandidate {
  readonly path: string;
  /** null for a side file. */
  readonly track: TextTrack | null;
  readonly codec: string;
  readonly kind: "subtitles" | "captions";
  readonly language: string | null;
}

/** Codecs of tracks that hold text; the others hold pictures of text, or nothing that can be converted. */
const TEXT_CODECS: ReadonlySet<string> = new Set(["mov_text", "subrip", "srt", "webvtt", "ass", "ssa", "text", "ttml"]);

/** Whether a track can become a stream at all. */
export function holdsText({ codec }: TextTrack): boolean {
  return codec !== null && TEXT_CODECS.has(codec);
}

/** The stream of a side file. @throws ReelbusError `unrecognised-language` */
export function textOfSideFile({ role, text, format }: RoledText, context: MappingContext): TextCandidate {
  const language = context.languages.resolve(role.path, text.clues);
  return { path: role.path, track: null, codec: format, kind: text.kind, language };
}

/** A stream for every text track of a side file. @throws ReelbusError `unrecognised-language` */
export function textOfSideMedia(file: MediaFile, role: TextRole, context: MappingContext): TextCandidate[] {
  return textTracks(file).map((track) =>
    candidate(file, track, role.kind, [...role.clues, ...trackClues(file, track)], context),
  );
}

/**
 * A stream for every text track of the video file. Its name tells the language of the sound: for text a track's own
 * metadata goes first. @throws ReelbusError `unrecognised-language`
 */
export function textOfVideo(file: MediaFile, role: TextRole | null, context: MappingContext): TextCandidate[] {
  const listed = role?.clues.filter(({ from }) => from === "list") ?? [];
  const named = role?.clues.filter(({ from, code }) => from === "name" && parseLanguage(code).kind === "known") ?? [];
  return textTracks(file).map((track) =>
    candidate(file, track, "subtitles", [...listed, ...trackClues(file, track), ...named], context),
  );
}

function candidate(
  file: MediaFile,
  track: TextTrack,
  kind: TextCandidate["kind"],
  clues: readonly LanguageCandidate[],
  context: MappingContext,
): TextCandidate {
  return {
    path: file.path,
    track,
    codec: track.codec ?? "",
    kind: track.captions ? "captions" : kind,
    language: context.languages.resolve(trackName(file, track), clues),
  };
}

function textTracks({ tracks }: MediaFile): TextTrack[] {
  return tracks.filter((track) => track.kind === "text").filter(holdsText);
}
