import type { ContentProcessing } from "@reelbus/contracts";
import type { AudioRendition, Renditions, TextRendition, VideoRendition } from "../encoding/renditions.ts";
import type { PackagerCommand } from "./packager-command.ts";
import { protectionArguments } from "./protection.ts";

/** Where the packaged film lies, relative to the attempt's folder: what is in it is published. */
export const PACKAGE_FOLDER = "package";

/** ISO 639-2's code for 'no linguistic content': the default language of text, so that none is switched on unasked. */
const NO_LANGUAGE = "zxx";

/**
 * The same streams always make the same bytes: no time of day in the files, and the streams in the manifests in the
 * order given here instead of that in which threads finish. One thread is no slower; packaging is copying.
 */
const REPEATABLE: readonly string[] = ["--use_fake_clock_for_muxer", "--single_threaded"];

/**
 * How many bytes the packager keeps between each file and the thread that reads or writes it. Its own 32 MiB, filled with
 * zeros for each file that is opened, cost more than a short film takes, and fit into no processor's cache.
 */
const IO_CACHE_BYTES = 1024 * 1024;

/** The manifests' paths below the package folder. */
export function manifestNames(processing: Pick<ContentProcessing, "Naming">): { dash: string; hls: string } {
  const name = processing.Naming.ManifestName;
  return { dash: `${name}.mpd`, hls: `${name}.m3u8` };
}

/**
 * CMAF: fragmented MP4 segments that a DASH manifest and an HLS master playlist both name. Text is the exception: DASH
 * wants it in MP4 (`wvtt`), HLS as plain WebVTT segments, so both are made.
 */
export function planPackaging(renditions: Renditions, processing: ContentProcessing): PackagerCommand {
  const manifests = manifestNames(processing);
  const protection = protectionArguments(processing);
  const defaultLanguage = renditions.audio.find(({ kind, language }) => kind === "Main" && language !== null)?.language;
  return {
    arguments: [
      ...renditions.video.map(videoDescriptor),
      ...renditions.audio.map(audioDescriptor),
      ...renditions.text.flatMap(textDescriptors),
      `--mpd_output=${PACKAGE_FOLDER}/${manifests.dash}`,
      `--hls_master_playlist_output=${PACKAGE_FOLDER}/${manifests.hls}`,
      "--generate_static_live_mpd",
      ...REPEATABLE,
      `--io_cache_size=${IO_CACHE_BYTES}`,
      `--segment_duration=${processing.SegmentDurationInSeconds}`,
      ...(defaultLanguage === undefined ? [] : [`--default_language=${defaultLanguage}`]),
      `--default_text_language=${NO_LANGUAGE}`,
      ...protection.arguments,
    ],
    secretArgument: protection.secretArgument,
  };
}

function videoDescriptor({ file, folder }: VideoRendition): string {
  return descriptor({ in: file, stream: "video", ...segments(folder, "m4s"), ...playlist(folder) });
}

function audioDescriptor(rendition: AudioRendition): string {
  const { file, folder, kind, language, hlsGroup, name, label } = rendition;
  return descriptor({
    in: file,
    stream: "audio",
    ...segments(folder, "m4s"),
    ...(language === null ? {} : { language }),
    dash_label: label,
    ...(kind === "Descriptive"
      ? { dash_roles: "description", dash_accessibilities: "urn:tva:metadata:cs:AudioPurposeCS:2007=1" }
      : {}),
    ...(hlsGroup === null ? { dash_only: "1" } : { ...playlist(folder), hls_group_id: hlsGroup, hls_name: name }),
    ...(kind === "Descriptive" && hlsGroup !== null
      ? { hls_characteristics: "public.accessibility.describes-video" }
      : {}),
  });
}

function textDescriptors({ file, folder, kind, language, name }: TextRendition): string[] {
  const isCaptions = kind === "captions";
  const common = { in: file, stream: "text", ...(language === null ? {} : { language }) };
  const inDash = {
    ...common,
    ...segments(folder, "m4s"),
    dash_only: "1",
    dash_label: name,
    dash_roles: isCaptions ? "caption" : "subtitle",
    // The TV-Anytime term for 'for the hard of hearing'.
    ...(isCaptions ? { dash_accessibilities: "urn:tva:metadata:cs:AudioPurposeCS:2007=2" } : {}),
  };
  const inHls = {
    ...common,
    segment_template: segments(folder, "vtt").segment_template,
    hls_only: "1",
    ...playlist(folder),
    hls_group_id: "text",
    hls_name: name,
    ...(isCaptions
      ? {
          hls_characteristics:
            "public.accessibility.transcribes-spoken-dialog;public.accessibility.describes-music-and-sound",
        }
      : {}),
  };
  return [descriptor(inDash), descriptor(inHls)];
}

function segments(folder: string, ending: string) {
  const path = `${PACKAGE_FOLDER}/${folder}`;
  return { init_segment: `${path}/init.mp4`, segment_template: `${path}/$Number$.${ending}` };
}

function playlist(folder: string) {
  return { playlist_name: `${folder}/playlist.m3u8` };
}

function descriptor(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}
