import { ReelbusError, type MediaMappingResult, type MediaMappings } from "@reelbus/contracts";
import { planLength } from "../lengths/plan-length.ts";
import { warnOfLengths } from "../lengths/warn-of-lengths.ts";
import { allowed } from "./allow-lists.ts";
import { chooseVideo } from "./choose-video.ts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import { fileRoles } from "./file-roles.ts";
import { languageResolver } from "./language-resolver.ts";
import { findStreams } from "./find-streams.ts";
import { claimOf, findLeftovers, reportLeftovers } from "./leftovers.ts";
import type { MappingContext } from "./mapping-context.ts";
import { requireStreams } from "./required-streams.ts";
import { roledFile, type RoledFile } from "./roled-file.ts";
import { audioStream, textStream, videoStream } from "./streams.ts";
import { warnOfDuplicates, warnOfUnusedRules } from "./warnings.ts";

/** Which delivered streams make the film. */
export type MappedMedia = Omit<MediaMappingResult, "sourceFolder">;

/**
 * Decides which delivered file and track becomes which stream.
 * @throws ReelbusError with the reason, in a message for the customer
 */
export function mapMedia(files: readonly DeliveredFile[], mappings: MediaMappings): MappedMedia {
  const warnings = new Set<string>();
  const warn = (warning: string) => void warnings.add(warning);
  const context: MappingContext = { mappings, warn, languages: languageResolver(mappings, warn) };
  const paths = files.map(({ path }) => path).toSorted();
  warnOfUnusedRules(paths, mappings, warn);

  const usable = withRoles(files, mappings);
  const media = usable.filter((file) => file.kind === "media");
  const video = chooseVideo(media, context);
  if (video === null && mappings.AudioMappings !== undefined)
    throw new ReelbusError(
      "track-not-found",
      "AudioMappings names tracks of the video file, but no file was mapped as the video. Leave AudioMappings out, or deliver a video file.",
    );
  const found = findStreams(usable, video, context);
  const audio = allowed(found.audio, "AudioLanguages", context);
  const subtitles = allowed(found.subtitles, "SubtitleLanguages", context);
  const captions = allowed(found.captions, "CaptionLanguages", context);

  const mapped = {
    video: video === null ? null : videoStream(video),
    audio: audio.map(audioStream),
    subtitles: subtitles.map(textStream),
    captions: captions.map(textStream),
  };
  requireStreams(mapped, mappings);
  reportLeftovers(
    findLeftovers(
      paths,
      media.map((file) => file.media),
      [
        ...(video === null ? [] : [{ path: video.file.path, tracks: [video.track.index] }]),
        ...[...found.audio, ...found.subtitles, ...found.captions].map(claimOf),
      ],
    ),
    mappings,
    warn,
  );
  warnOfDuplicates(mapped, warn);
  const length = planLength(mapped);
  warnOfLengths(mapped, length, warn);

  const usedPaths = new Set(
    [mapped.video, ...mapped.audio, ...mapped.subtitles, ...mapped.captions].map((stream) => stream?.File),
  );
  return {
    ...mapped,
    ignoredFiles: paths.filter((path) => !usedPaths.has(path)),
    warnings: [...warnings],
    durationSeconds: length.filmSeconds,
    videoStartSeconds: video?.track.startSeconds ?? 0,
  };
}

function withRoles(files: readonly DeliveredFile[], mappings: MediaMappings): RoledFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return fileRoles([...byPath.keys()], mappings).flatMap((role) => {
    const file = byPath.get(role.path);
    const roled = file === undefined ? null : roledFile(role, file);
    return roled === null ? [] : [roled];
  });
}
