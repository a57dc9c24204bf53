import type { ContentProcessing, MediaMappingResult, TextStream, VideoStream } from "@reelbus/contracts";
import { planImages, type AskedImages } from "../images/plan-images.ts";
import { planAudioLadder, type OutputChannels } from "../ladder/audio-ladder.ts";
import { planVideoLadder } from "../ladder/video-ladder.ts";
import { distinct } from "./distinct.ts";
import { languageName } from "./language-name.ts";
import type { AudioRendition, Renditions, TextRendition, VideoRendition } from "./renditions.ts";

/** Where encoded files lie until they are packaged, relative to the attempt's folder. */
export const WORK_FOLDER = "work";

const SOUND_NAMES: Readonly<Record<OutputChannels, string>> = { 1: "mono", 2: "stereo", 6: "5.1" };

/** What to make of the mapped streams, with folders, names and HLS groups. */
export function planRenditions(
  mapping: MediaMappingResult,
  processing: ContentProcessing,
  images: AskedImages = {},
): Renditions {
  return {
    video: mapping.video === null ? [] : planVideoRenditions(mapping.video, processing),
    audio: planAudioRenditions(mapping, processing),
    text: planTextRenditions(mapping),
    images: planImages(mapping, images),
  };
}

function planVideoRenditions(video: VideoStream, processing: ContentProcessing): VideoRendition[] {
  const folders = new Set<string>();
  return planVideoLadder({ width: video.Width, height: video.Height }, processing).map((size) => {
    const folder = distinct(folders, `video/${size.Height}p`, `_${size.BitrateInKbps}k`);
    return { folder, file: workFile(folder, "mp4"), size, frameRate: video.FrameRate };
  });
}

function planAudioRenditions(mapping: MediaMappingResult, processing: ContentProcessing): AudioRendition[] {
  const planned = planAudioLadder(mapping.audio, processing.AudioRepresentations);
  const groupOf = hlsGroups(planned, processing);
  const folders = new Set<string>();
  const names = streamNames(
    mapping.audio.map(({ Language, Kind }) => ({ Language, note: Kind === "Main" ? null : "audio description" })),
  );
  const severalSounds = new Set(planned.map(({ channels }) => channels)).size > 1;
  return planned.flatMap((rendition) => {
    const stream = mapping.audio[rendition.stream];
    const name = names[rendition.stream];
    if (stream === undefined || name === undefined) return [];
    const { channels, bitrateKbps } = rendition;
    const base = `audio/${stream.Language ?? "und"}_${SOUND_NAMES[channels]}`;
    const folder = distinct(folders, stream.Kind === "Main" ? base : `${base}_ad`, `_${bitrateKbps}k`);
    const audio: AudioRendition = {
      folder,
      file: workFile(folder, "mp4"),
      stream: rendition.stream,
      channels,
      bitrateKbps,
      language: stream.Language,
      kind: stream.Kind,
      name,
      label: severalSounds ? `${name} ${SOUND_NAMES[channels]}` : name,
      hlsGroup: groupOf(rendition),
    };
    return [audio];
  });
}

type PlannedAudio = ReturnType<typeof planAudioLadder>[number];

/**
 * Every HLS group must hold the same renditions (RFC 8216, 4.3.4.1.1). So a representation that every stream has makes
 * a group; one that only some have is listed in DASH alone. Where no representation is common to all, one group
 * holds the first rendition of each stream.
 */
function hlsGroups(planned: readonly PlannedAudio[], processing: ContentProcessing) {
  const streams = new Set(planned.map(({ stream }) => stream));
  const complete = processing.AudioRepresentations.map(
    (_, index) => planned.filter(({ representation }) => representation === index).length === streams.size,
  );
  const completeCount = complete.filter(Boolean).length;
  const taken = new Set<string>();
  const groupNames = processing.AudioRepresentations.map(({ BitrateInKbps }, index) => {
    if (complete[index] !== true) return null;
    const best = bestSound(planned.filter(({ representation }) => representation === index));
    return completeCount === 1 ? "audio" : distinct(taken, `audio_${best}_${BitrateInKbps}k`);
  });
  return (rendition: PlannedAudio): string | null => {
    if (completeCount > 0) return groupNames[rendition.representation] ?? null;
    return planned.find(({ stream }) => stream === rendition.stream) === rendition ? "audio" : null;
  };
}

/** What there is, and not what was asked for: nothing is upmixed. */
function bestSound(made: readonly PlannedAudio[]): string {
  const most = made.map(({ channels }) => channels).reduce((one, other) => (other > one ? other : one), 1);
  return SOUND_NAMES[most];
}

function planTextRenditions(mapping: MediaMappingResult): TextRendition[] {
  const streams = [
    ...mapping.subtitles.map((stream) => ({ stream, kind: "subtitles" as const })),
    ...mapping.captions.map((stream) => ({ stream, kind: "captions" as const })),
  ];
  const names = streamNames(
    streams.map(({ stream, kind }) => ({ Language: stream.Language, note: kind === "captions" ? "captions" : null })),
  );
  const folders = new Set<string>();
  return streams.map(({ stream, kind }, index) => {
    const base = `text/${stream.Language ?? "und"}`;
    const folder = distinct(folders, kind === "captions" ? `${base}_cc` : base);
    const name = names[index] ?? languageName(stream.Language);
    return { folder, file: workFile(folder, "vtt"), language: stream.Language, kind, name, source: sourceOf(stream) };
  });
}

function sourceOf(stream: TextStream): TextRendition["source"] {
  return { file: stream.File, track: stream.Track, codec: stream.Codec };
}

/** One name a stream, none twice, for example `German` and `German (audio description)`. */
function streamNames(streams: readonly { readonly Language: string | null; readonly note: string | null }[]): string[] {
  const taken = new Set<string>();
  return streams.map(({ Language, note }) => {
    const language = languageName(Language);
    return distinct(taken, note === null ? language : `${language} (${note})`).replaceAll("_", " ");
  });
}

/** `video/720p` is encoded as `work/video-720p.mp4`. */
function workFile(folder: string, ending: string): string {
  return `${WORK_FOLDER}/${folder.replaceAll("/", "-")}.${ending}`;
}
