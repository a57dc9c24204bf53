import { ReelbusError } from "@reelbus/contracts";
import { framesPerSecond } from "../probe/frame-rate.ts";
import type { MediaFile, VideoTrack } from "../probe/media-file.ts";
import type { MappingContext } from "./mapping-context.ts";
import type { RoledMedia } from "./roled-file.ts";
import { enumerate } from "./wording.ts";

/** The file and track that the film's picture comes from. */
export interface ChosenVideo {
  readonly file: MediaFile;
  readonly track: VideoTrack;
}

/**
 * The video: the one file that may be it and has a picture track, and of its picture tracks the best.
 * @returns null when there is none and FailOnNoVideoTracks is false
 * @throws ReelbusError `no-video`, `several-videos`
 */
export function chooseVideo(files: readonly RoledMedia[], { mappings, warn }: MappingContext): ChosenVideo | null {
  const candidates = files.filter(({ role }) => role.mayBeVideo);
  const videos = candidates.flatMap(({ media }) => {
    const track = bestVideoTrack(media);
    return track === null ? [] : [{ file: media, track }];
  });
  const [first, ...others] = videos;
  const isRegex = mappings.MediaDetection === "Regex";
  if (others.length > 0)
    throw new ReelbusError(
      "several-videos",
      `Several files have a picture, one is expected: ${enumerate(videos.map(({ file }) => file.path))}. Deliver one video file${isRegex ? ", or let VideoStreamExpression match one" : ", or choose it with MediaDetection Regex"}.`,
    );
  if (first !== undefined) {
    warnOfChoice(first, warn);
    return first;
  }
  if (!mappings.FailOnNoVideoTracks) return null;
  throw new ReelbusError(
    "no-video",
    `${withoutPicture(isRegex, candidates)}. Deliver a video file, or set FailOnNoVideoTracks to false for a film without picture.`,
  );
}

function withoutPicture(isRegex: boolean, candidates: readonly RoledMedia[]): string {
  const paths = enumerate(candidates.map(({ media }) => media.path));
  if (isRegex)
    return paths === ""
      ? "VideoStreamExpression matches no media file"
      : `VideoStreamExpression matches files without a picture only: ${paths}`;
  return paths === "" ? "No media file was delivered" : `None of the delivered media files has a picture: ${paths}`;
}

function warnOfChoice({ file, track }: ChosenVideo, warn: MappingContext["warn"]): void {
  const { length } = file.tracks.filter(({ kind }) => kind === "video");
  if (length > 1) warn(`${file.path} has ${length} video tracks: track ${track.index} is used, the best of them.`);
}

/**
 * The largest picture, then the highest frame rate, then the highest bitrate, then the first; readable ones before others,
 * and moving ones before a single frame, which is a cover that nothing marks.
 */
function bestVideoTrack({ tracks }: MediaFile): VideoTrack | null {
  const ranked = tracks
    .filter((track) => track.kind === "video")
    .toSorted(
      (a, b) =>
        Number(isReadable(b)) - Number(isReadable(a)) ||
        Number(isMoving(b)) - Number(isMoving(a)) ||
        b.width * b.height - a.width * a.height ||
        framesPerSecond(b.frameRate) - framesPerSecond(a.frameRate) ||
        (b.bitrateKbps ?? 0) - (a.bitrateKbps ?? 0) ||
        a.index - b.index,
    );
  return ranked[0] ?? null;
}

function isReadable({ codec, encrypted, width, height }: VideoTrack): boolean {
  return codec !== null && !encrypted && width > 0 && height > 0;
}

function isMoving({ frameCount, frameRate, startSeconds, durationSeconds }: VideoTrack): boolean {
  if (frameCount !== null) return frameCount > 1;
  const frames = durationSeconds === null ? Infinity : (durationSeconds - startSeconds) * framesPerSecond(frameRate);
  return frames > 1.5;
}
