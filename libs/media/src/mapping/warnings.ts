import {
  REGEX_MODE_EXPRESSIONS,
  type MediaMappingResult,
  type MediaMappings,
  type TextStream,
} from "@reelbus/contracts";
import { sideList } from "./side-lists.ts";
import { enumerate } from "./wording.ts";

const LISTS = ["AudioStreams", "SubtitleStreams", "CaptionStreams"] as const;

/** Warns of rules that have no effect: expressions beside Convention, and entries of lists that match no file. */
export function warnOfUnusedRules(
  paths: readonly string[],
  mappings: MediaMappings,
  warn: (warning: string) => void,
): void {
  const given = REGEX_MODE_EXPRESSIONS.filter((rule) => mappings[rule] !== undefined);
  if (mappings.MediaDetection === "Convention" && given.length > 0)
    warn(`Not used, because MediaDetection is Convention: ${given.join(", ")}.`);
  const unmatched = LISTS.flatMap((list) => sideList(mappings, list).unmatched(paths));
  if (unmatched.length > 0) warn(`No file matches ${enumerate(unmatched)}.`);
}

/** Warns of streams that a viewer can't tell apart. All are kept. */
export function warnOfDuplicates(
  { audio, subtitles, captions }: Pick<MediaMappingResult, "audio" | "subtitles" | "captions">,
  warn: (warning: string) => void,
): void {
  const audioKeys = audio.map(({ Language, Kind, Channels }) => {
    const kind = Kind === "Main" ? "audio" : "descriptive audio";
    return `${kind} streams in ${Language ?? "an unknown language"} with ${Channels} ${Channels === 1 ? "channel" : "channels"}`;
  });
  const textKeys = (kind: string, streams: readonly TextStream[]) =>
    streams.map(({ Language }) => `${kind} streams in ${Language ?? "an unknown language"}`);
  const counts = Map.groupBy(
    [...audioKeys, ...textKeys("subtitle", subtitles), ...textKeys("caption", captions)],
    (key) => key,
  );
  for (const [key, { length }] of counts) if (length > 1) warn(`There are ${length} ${key}; all are kept.`);
}
