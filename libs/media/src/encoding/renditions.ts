import type { PlannedRepresentation } from "@reelbus/contracts";
import type { ImageBranch } from "../images/image-branch.ts";
import type { OutputChannels } from "../ladder/audio-ladder.ts";

/** What all renditions share: where they lie and how players name them. */
interface Rendition {
  /** Folder below the published one, for example `video/720p`; unique. */
  readonly folder: string;
  /** The encoded file that the packager reads, relative to the attempt's folder. */
  readonly file: string;
}

/** One rung of the ladder. */
export interface VideoRendition extends Rendition {
  readonly size: PlannedRepresentation;
  /** Frames per second as a fraction. */
  readonly frameRate: string;
}

/** One audio representation of one source stream. */
export interface AudioRendition extends Rendition {
  /** Index of the source stream in the mapping. */
  readonly stream: number;
  readonly channels: OutputChannels;
  readonly bitrateKbps: number;
  /** BCP 47; null when unknown. */
  readonly language: string | null;
  readonly kind: "Main" | "Descriptive";
  /** What a player's menu shows in HLS; the same for all renditions of a stream. */
  readonly name: string;
  /** What a player's menu shows in DASH; differs between sounds, which are no alternatives to switch between. */
  readonly label: string;
  /** The HLS group; null where HLS does not list the rendition. */
  readonly hlsGroup: string | null;
}

/** One subtitle or caption stream, as WebVTT. */
export interface TextRendition extends Rendition {
  readonly language: string | null;
  readonly kind: "subtitles" | "captions";
  readonly name: string;
  readonly source: { readonly file: string; readonly track: number | null; readonly codec: string };
}

/** Everything that one job's encoding makes. */
export interface Renditions {
  readonly video: readonly VideoRendition[];
  readonly audio: readonly AudioRendition[];
  readonly text: readonly TextRendition[];
  readonly images: readonly ImageBranch[];
}
