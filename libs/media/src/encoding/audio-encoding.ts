import { ReelbusError, type AudioStream } from "@reelbus/contracts";
import type { OutputChannels } from "../ladder/audio-ladder.ts";
import { fanOut, type LabelledGraph } from "./fan-out.ts";
import type { FfmpegOutput } from "./ffmpeg-command.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import type { AudioRendition } from "./renditions.ts";

const SAMPLE_RATE_HZ = 48_000;
const LAYOUTS: Readonly<Record<OutputChannels, string>> = { 1: "mono", 2: "stereo", 6: "5.1" };

/** The usual order of mono tracks, by their number. */
const MONO_TRACK_LAYOUTS: Readonly<Record<number, { readonly layout: string; readonly channels: readonly string[] }>> =
  {
    2: { layout: "stereo", channels: ["FL", "FR"] },
    3: { layout: "3.0", channels: ["FL", "FR", "FC"] },
    4: { layout: "quad", channels: ["FL", "FR", "BL", "BR"] },
    5: { layout: "5.0", channels: ["FL", "FR", "FC", "BL", "BR"] },
    6: { layout: "5.1", channels: ["FL", "FR", "FC", "LFE", "BL", "BR"] },
    7: { layout: "6.1", channels: ["FL", "FR", "FC", "LFE", "BC", "SL", "SR"] },
    8: { layout: "7.1", channels: ["FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"] },
  };

/** Starts at time 0, with silence before a late start and in gaps. */
const FROM_ZERO = `aresample=${SAMPLE_RATE_HZ}:async=1:first_pts=0`;

/**
 * One decode for all representations of a source stream; several mono tracks are joined first.
 * @param input index of the stream's file among the command's inputs.
 * @param silenceUntilSeconds up to where silence follows; null for none
 * @throws ReelbusError when the tracks can't be joined to one stream.
 */
export function audioGraph(
  stream: AudioStream,
  input: number,
  renditions: readonly AudioRendition[],
  silenceUntilSeconds: number | null,
): LabelledGraph {
  const id = `a${renditions[0]?.stream ?? 0}`;
  const targets = renditions.map(({ channels }) => `aformat=channel_layouts=${LAYOUTS[channels]}`);
  const { tracks, end } = sourceChains(stream, input, id);
  const silence = silenceUntilSeconds === null ? "" : `,apad=whole_dur=${silenceUntilSeconds.toFixed(6)}`;
  const { graph, labels } = fanOut(id, "asplit", `${end}${silence}`, targets);
  return { graph: [...tracks, graph].join(";"), labels };
}

/** The chains of the single tracks, where there are several, and the chain that carries the whole stream. */
function sourceChains({ File, Tracks, Channels }: AudioStream, input: number, id: string) {
  const [first = 0] = Tracks;
  if (Tracks.length === 1) return { tracks: [], end: `[${input}:${first}]${FROM_ZERO}` };
  const order = MONO_TRACK_LAYOUTS[Tracks.length];
  if (order === undefined || Channels !== Tracks.length) {
    throw new ReelbusError("not-supported-yet", `${File}: only 2 to 8 mono tracks can be joined to one audio stream.`);
  }
  const tracks = Tracks.map((track, index) => `[${input}:${track}]${FROM_ZERO}[${id}_t${index}]`);
  const map = order.channels.map((channel, index) => `${index}.0-${channel}`).join("|");
  const inputs = Tracks.map((_, index) => `[${id}_t${index}]`).join("");
  return { tracks, end: `${inputs}join=inputs=${Tracks.length}:channel_layout=${order.layout}:map=${map}` };
}

/**
 * One AAC output. The encoder's first packet lies before time 0 (priming). It is dropped instead of hidden by an edit
 * list, which not every player reads: so sound and picture start together everywhere, and the first 21 ms fade in.
 */
export function audioOutput(rendition: AudioRendition, label: string): FfmpegOutput {
  return {
    maps: [`[${label}]`],
    options: [
      ...["-c:a", "aac", "-b:a", `${rendition.bitrateKbps}k`, "-flags:a", "+bitexact"],
      ...["-bsf:a", String.raw`noise=drop=lt(pts\,0)`],
      ...OUTPUT_OPTIONS,
    ],
    file: rendition.file,
  };
}
