import { ReelbusError, type MediaMappings, type MediaMappingResult } from "@reelbus/contracts";

/** @throws ReelbusError `no-audio`, `no-subtitles`, `no-captions`, `no-video` */
export function requireStreams(
  mapped: Pick<MediaMappingResult, "video" | "audio" | "subtitles" | "captions">,
  mappings: MediaMappings,
): void {
  const { video, audio, subtitles, captions } = mapped;
  if (mappings.FailOnNoAudioTracks && audio.length === 0)
    throw new ReelbusError("no-audio", missing("audio", "FailOnNoAudioTracks", "AudioLanguages"));
  if (mappings.FailOnNoSubtitleTracks && subtitles.length === 0)
    throw new ReelbusError("no-subtitles", missing("subtitle", "FailOnNoSubtitleTracks", "SubtitleLanguages"));
  if (mappings.FailOnNoCaptionTracks && captions.length === 0)
    throw new ReelbusError("no-captions", missing("caption", "FailOnNoCaptionTracks", "CaptionLanguages"));
  if (video === null && audio.length === 0)
    throw new ReelbusError(
      "no-video",
      "Neither video nor audio was mapped: there is nothing to encode. Deliver a media file.",
    );
}

function missing(what: string, flag: string, list: string): string {
  return `${flag} is set, and no ${what} stream was mapped. Deliver one, or correct the expressions and ${list}.`;
}
