import type { MediaMappings } from "@reelbus/contracts";
import { languageInName } from "../languages/language-in-name.ts";
import { fileKind, fileStem } from "../probe/file-kind.ts";
import { noRole, type FileRole, type LanguageClue } from "./file-role.ts";
import { sideList } from "./side-lists.ts";

type Mark = "ad" | "cc";

/**
 * The naming convention: a name's parts are separated by `-`, `_` and `.`; the last one is the language. `ad`, anywhere but
 * first, marks descriptive audio, `cc` marks captions; they may stand behind the language. Case does not matter.
 */
export function conventionRoles(mappings: MediaMappings): (path: string) => FileRole {
  const audioList = sideList(mappings, "AudioStreams");
  const subtitleList = sideList(mappings, "SubtitleStreams");
  const captionList = sideList(mappings, "CaptionStreams");

  return (path) => {
    const kind = fileKind(path);
    const name = readName(path, kind === "media" ? ["ad", "cc"] : ["cc"]);
    const listedCaption = captionList.find(path);
    const listedSubtitle = subtitleList.find(path);
    const isCaption = listedCaption !== null || (listedSubtitle === null && name.marks.has("cc"));
    const text = {
      kind: isCaption ? "captions" : "subtitles",
      clues: cluesOf(listedCaption ?? listedSubtitle, name.clue),
    } as const;

    switch (kind) {
      case "media":
        return {
          path,
          reading: "media",
          mayBeVideo: true,
          audio: {
            kind: name.marks.has("ad") ? "Descriptive" : "Main",
            clues: cluesOf(audioList.find(path), name.clue),
          },
          text,
        };
      case "text":
        return { path, reading: "text", mayBeVideo: false, audio: null, text };
      case "xml":
        return { path, reading: "text-if-readable", mayBeVideo: false, audio: null, text };
      case "other":
        return noRole(path);
    }
  };
}

function readName(path: string, possibleMarks: readonly Mark[]) {
  const parts = fileStem(path)
    .split(/[-_.]+/u)
    .filter((part) => part !== "");
  const marks = new Set<Mark>();
  const rest = parts.filter((part, index) => {
    const mark = possibleMarks.find((candidate) => candidate === part.toLowerCase());
    if (mark === undefined || (mark === "ad" && index === 0)) return true;
    marks.add(mark);
    return false;
  });
  const found = languageInName(rest);
  const clue: LanguageClue | null =
    found === null ? null : { code: found.code, place: `the name of ${path}`, from: "name" };
  return { marks, clue };
}

function cluesOf(...clues: readonly (LanguageClue | null)[]): LanguageClue[] {
  return clues.filter((clue) => clue !== null);
}
