import { ReelbusError } from "@reelbus/contracts";
import { parseLanguage } from "../languages/parse-language.ts";
import type { AudioTrack, MediaFile } from "../probe/media-file.ts";
import type { AudioRole, LanguageClue } from "./file-role.ts";
import type { MappingContext } from "./mapping-context.ts";
import { trackClues } from "./track-clue.ts";
import { enumerate, trackName } from "./wording.ts";

/** Tracks that become one audio stream, unless an allow-list leaves them out. */
export interface AudioCandidate {
  readonly file: MediaFile;
  readonly tracks: readonly AudioTrack[];
  readonly kind: "Main" | "Descriptive";
  readonly language: string | null;
}

/**
 * A stream for every audio track of a file. The file's name goes before the tracks' metadata, except when the tracks name
 * several languages: one name can't mean them all.
 * @throws ReelbusError `unrecognised-language`
 */
export function audioOfFile(file: MediaFile, role: AudioRole, context: MappingContext): AudioCandidate[] {
  const tracks = audioTracks(file);
  const listed = role.clues.filter(({ from }) => from === "list");
  const named = role.clues.filter(({ from }) => from === "name");
  const believeTracks = knownLanguages(tracks).size > 1;
  return tracks.map((track) => {
    const tagged = trackClues(file, track);
    const language = context.languages.resolve(
      trackName(file, track),
      believeTracks ? [...listed, ...tagged, ...named] : [...listed, ...named, ...tagged],
    );
    warnOfOtherTag(file, track, language, context);
    return { file, tracks: [track], kind: track.descriptive ? "Descriptive" : role.kind, language };
  });
}

/**
 * The audio of the video file: the streams that AudioMappings lists, or else one for every audio track. The language in a
 * video's name is believed only when it is a known code: names of films end with all sorts of words.
 * @throws ReelbusError `track-not-found`, `unrecognised-language`
 */
export function audioOfVideo(file: MediaFile, role: AudioRole | null, context: MappingContext): AudioCandidate[] {
  const mapped = context.mappings.AudioMappings?.VideoStreamAudioTracks;
  if (mapped === undefined) {
    const clues = (role?.clues ?? []).filter((clue) => clue.from === "list" || isKnown(clue));
    return audioOfFile(file, { kind: "Main", clues }, context);
  }
  return mapped.map(({ TrackIndices, Language }, entry) => {
    const place = `AudioMappings.VideoStreamAudioTracks[${entry}]`;
    const tracks = TrackIndices.map((index) => audioTrackAt(file, index, place));
    const tags = tracks.flatMap((track) => trackClues(file, track));
    return {
      file,
      tracks,
      kind: tracks.every(({ descriptive }) => descriptive) ? "Descriptive" : "Main",
      language: context.languages.resolve(place, [{ code: Language, place }, ...tags]),
    };
  });
}

function audioTrackAt(file: MediaFile, index: number, place: string): AudioTrack {
  const tracks = audioTracks(file);
  const track = tracks.find((candidate) => candidate.index === index);
  if (track !== undefined) return track;
  const existing = tracks.length === 0 ? "none" : enumerate(tracks.map((one) => String(one.index)));
  throw new ReelbusError(
    "track-not-found",
    `${place} names track ${index}, which is no audio track of ${file.path}. Tracks of all kinds are counted together, from 0; the audio tracks are: ${existing}.`,
  );
}

function audioTracks({ tracks }: MediaFile): AudioTrack[] {
  return tracks.filter((track) => track.kind === "audio");
}

function knownLanguages(tracks: readonly AudioTrack[]): Set<string> {
  const parsed = tracks.map(({ language }) => parseLanguage(language ?? "und"));
  return new Set(parsed.flatMap((language) => (language.kind === "known" ? [language.code] : [])));
}

function isKnown({ code }: LanguageClue): boolean {
  return parseLanguage(code).kind === "known";
}

function warnOfOtherTag(file: MediaFile, track: AudioTrack, language: string | null, context: MappingContext): void {
  const [tagged] = knownLanguages([track]);
  if (tagged === undefined || language === null || tagged.split("-")[0] === language.split("-")[0]) return;
  context.warn(`The metadata of ${trackName(file, track)} says ${tagged}; it is mapped as ${language} all the same.`);
}
