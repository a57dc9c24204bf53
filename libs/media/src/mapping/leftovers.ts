import { ReelbusError, type MediaMappings } from "@reelbus/contracts";
import type { MediaFile, Track } from "../probe/media-file.ts";
import { isSystemFile } from "../probe/file-kind.ts";
import type { AudioCandidate } from "./audio-candidates.ts";
import { holdsText, type TextCandidate } from "./text-candidates.ts";
import { enumerate } from "./wording.ts";

/** A source that some mapping rule asked for: a file, or tracks of a file. */
export interface Claim {
  readonly path: string;
  /** null for a file without tracks. */
  readonly tracks: readonly number[] | null;
}

/** What was delivered and not asked for. */
export interface Leftovers {
  readonly files: readonly string[];
  /** Descriptions of tracks in files that are used otherwise. */
  readonly tracks: readonly string[];
}

/** What a stream is made of. */
export function claimOf(candidate: AudioCandidate | TextCandidate): Claim {
  if ("file" in candidate) return { path: candidate.file.path, tracks: candidate.tracks.map(({ index }) => index) };
  return { path: candidate.path, tracks: candidate.track === null ? null : [candidate.track.index] };
}

/**
 * Finds what no rule asked for. A stream that an allow-list left out was asked for. Data tracks and pictures are not
 * counted, nor are files that operating systems leave behind.
 */
export function findLeftovers(
  paths: readonly string[],
  media: readonly MediaFile[],
  claims: readonly Claim[],
): Leftovers {
  const claimedPaths = new Set(claims.map(({ path }) => path));
  const claimedTracks = new Set(
    claims.flatMap(({ path, tracks }) => (tracks ?? []).map((index) => `${index} ${path}`)),
  );
  return {
    files: paths.filter((path) => !claimedPaths.has(path) && !isSystemFile(path)),
    tracks: media
      .filter(({ path }) => claimedPaths.has(path))
      .flatMap(({ path, tracks }) =>
        tracks
          .filter((track) => track.kind !== "other" && !claimedTracks.has(`${track.index} ${path}`))
          .map((track) => `track ${track.index} of ${path} (${describe(track)})`),
      ),
  };
}

/**
 * Warns of leftovers.
 * @throws ReelbusError `ignored-files`, `ignored-tracks` when the job description wants that
 */
export function reportLeftovers(
  { files, tracks }: Leftovers,
  mappings: MediaMappings,
  warn: (warning: string) => void,
): void {
  if (files.length > 0) {
    if (mappings.FailOnIgnoredFiles)
      throw new ReelbusError(
        "ignored-files",
        `FailOnIgnoredFiles is set, and files are left over: ${enumerate(files)}.`,
      );
    warn(`Not used: ${enumerate(files)}.`);
  }
  if (tracks.length > 0) {
    if (mappings.FailOnIgnoredTracks)
      throw new ReelbusError(
        "ignored-tracks",
        `FailOnIgnoredTracks is set, and tracks are left over: ${enumerate(tracks)}.`,
      );
    warn(`Not used: ${enumerate(tracks)}.`);
  }
}

function describe(track: Track): string {
  switch (track.kind) {
    case "video":
      return `video, ${track.width}x${track.height}, ${track.codec ?? "unknown codec"}`;
    case "text":
      return `${track.codec ?? "unknown codec"}${holdsText(track) ? "" : ", no text that can be converted"}`;
    case "audio":
    case "other":
      return `${track.kind}, ${track.codec ?? "unknown codec"}`;
  }
}
