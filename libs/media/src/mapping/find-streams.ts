import { audioOfFile, audioOfVideo, type AudioCandidate } from "./audio-candidates.ts";
import type { ChosenVideo } from "./choose-video.ts";
import type { MappingContext } from "./mapping-context.ts";
import type { RoledFile, RoledMedia } from "./roled-file.ts";
import { textOfSideFile, textOfSideMedia, textOfVideo, type TextCandidate } from "./text-candidates.ts";

/** What became a stream, before the allow-lists. */
export interface FoundStreams {
  readonly audio: readonly AudioCandidate[];
  readonly subtitles: readonly TextCandidate[];
  readonly captions: readonly TextCandidate[];
}

/** All streams before the allow-lists: those of the video file first, then those of side files by path. */
export function findStreams(
  files: readonly RoledFile[],
  video: ChosenVideo | null,
  context: MappingContext,
): FoundStreams {
  const audio: AudioCandidate[] = [];
  const text: TextCandidate[] = [];
  const isVideo = (file: RoledFile) => file.kind === "media" && file.media === video?.file;
  for (const file of [...files.filter(isVideo), ...files.filter((one) => !isVideo(one))]) {
    if (file.kind === "text") {
      text.push(textOfSideFile(file, context));
    } else if (isVideo(file)) {
      audio.push(...audioOfVideo(file.media, file.role.audio, context));
      text.push(...textOfVideo(file.media, file.role.text, context));
    } else {
      const { audioRole, textRole } = sideRoles(file, video);
      if (audioRole !== null) audio.push(...audioOfFile(file.media, audioRole, context));
      if (textRole !== null) text.push(...textOfSideMedia(file.media, textRole, context));
    }
  }
  return {
    audio,
    subtitles: text.filter(({ kind }) => kind === "subtitles"),
    captions: text.filter(({ kind }) => kind === "captions"),
  };
}

/** In a film without picture the file that VideoStreamExpression matches gives sound and text. */
function sideRoles({ role }: RoledMedia, video: ChosenVideo | null) {
  const isFilmWithoutPicture = video === null && role.mayBeVideo && role.audio === null && role.text === null;
  return isFilmWithoutPicture
    ? { audioRole: { kind: "Main", clues: [] } as const, textRole: { kind: "subtitles", clues: [] } as const }
    : { audioRole: role.audio, textRole: role.text };
}
