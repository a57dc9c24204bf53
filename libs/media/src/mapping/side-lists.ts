import type { MediaMappings } from "@reelbus/contracts";
import { compileExpression } from "./expression.ts";
import type { LanguageClue } from "./file-role.ts";

type ListName = "AudioStreams" | "SubtitleStreams" | "CaptionStreams";

/** One of the lists that give single files a language. */
export interface SideList {
  /** What the first entry that matches says; null when none does. */
  find(path: string): LanguageClue | null;
  /** The places of the entries that match none of the files. */
  unmatched(paths: readonly string[]): string[];
}

/** Compiles one of the explicit lists of MediaMappings. */
export function sideList(mappings: MediaMappings, name: ListName): SideList {
  const entries = mappings[name].map(({ Language, FileNameExpression }, index) => ({
    expression: compileExpression(FileNameExpression),
    clue: { code: Language, place: `${name}[${index}]`, from: "list" } as const,
  }));
  return {
    find: (path) => entries.find(({ expression }) => expression.match(path) !== null)?.clue ?? null,
    unmatched: (paths) =>
      entries
        .filter(({ expression }) => !paths.some((path) => expression.match(path) !== null))
        .map(({ clue }) => clue.place),
  };
}
