import type { MediaMappings } from "@reelbus/contracts";
import { fileKind } from "../probe/file-kind.ts";
import { compileExpression } from "./expression.ts";
import { noRole, type AudioRole, type FileRole, type LanguageClue, type TextRole } from "./file-role.ts";
import { sideList } from "./side-lists.ts";

/**
 * The customer's expressions, group 1 being the language. The more special rule wins: an entry of a list, then descriptive
 * before main audio, captions before subtitles.
 */
export function regexRoles(mappings: MediaMappings): (path: string) => FileRole {
  const video = compileExpression(mappings.VideoStreamExpression);
  const audioList = sideList(mappings, "AudioStreams");
  const subtitleList = sideList(mappings, "SubtitleStreams");
  const captionList = sideList(mappings, "CaptionStreams");
  const audio = compileExpression(mappings.AudioFileLanguageExpression);
  const descriptive = compileExpression(mappings.DescriptiveAudioFileLanguageExpression);
  const subtitle = compileExpression(mappings.SubtitleFileLanguageExpression);
  const caption = compileExpression(mappings.CaptionFileLanguageExpression);

  function audioRole(path: string): AudioRole | null {
    const listed = audioList.find(path);
    const described = descriptive.match(path);
    const named = described ?? audio.match(path);
    if (listed === null && named === null) return null;
    return { kind: described === null ? "Main" : "Descriptive", clues: cluesOf(path, listed, named) };
  }

  function textRole(path: string): TextRole | null {
    const listedCaption = captionList.find(path);
    const listed = listedCaption ?? subtitleList.find(path);
    const captioned = caption.match(path);
    const named = captioned ?? subtitle.match(path);
    if (listed === null && named === null) return null;
    const isCaption = listed === null ? captioned !== null : listed === listedCaption;
    return { kind: isCaption ? "captions" : "subtitles", clues: cluesOf(path, listed, named) };
  }

  return (path) => {
    const kind = fileKind(path);
    const text = textRole(path);
    if (kind === "text" || kind === "xml")
      return text === null ? noRole(path) : { path, reading: "text", mayBeVideo: false, audio: null, text };

    const role = { path, mayBeVideo: video.match(path) !== null, audio: audioRole(path), text };
    if (role.audio !== null || (kind === "media" && (role.mayBeVideo || text !== null)))
      return { ...role, reading: "media" };
    if (text !== null) return { ...role, mayBeVideo: false, reading: "text" };
    return role.mayBeVideo ? { ...role, reading: "media-if-readable" } : noRole(path);
  };
}

function cluesOf(path: string, listed: LanguageClue | null, named: { group1: string | null } | null): LanguageClue[] {
  const clues = listed === null ? [] : [listed];
  const code = named?.group1?.trim() ?? "";
  return code === "" ? clues : [...clues, { code, place: `the name of ${path}`, from: "name" }];
}
