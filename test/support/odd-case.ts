import type { JobDescriptionInput } from "@reelbus/contracts";
import type { OddMediaName } from "@reelbus/testing";

/** One delivery that is odd but legal, and what has to come of it. */
export interface OddCase {
  readonly name: string;
  /** The delivered files: the recipe of each by the name that it gets. */
  readonly files: Readonly<Record<string, OddMediaName>>;
  /** Properties of the job description in place of the usual ones. */
  readonly job?: Partial<JobDescriptionInput>;
  /** Names of the source's and the target's folder. @default the case's name */
  readonly folder?: string;
  readonly expect: Expected;
}

export interface Expected {
  /** Of the whole picture, shown with square pixels. @default "160x90" */
  readonly size?: string;
  /** @default "25/1" */
  readonly frameRate?: string;
  /** All that are published. @default 40 */
  readonly frames?: number;
  /** How many of the last ones repeat the source's last one. @default 0 */
  readonly heldFrames?: number;
  /** Of picture or sound, whichever is longer. @default the picture's */
  readonly filmSeconds?: number;
  /** `false` where the source's frames do not come at equal times, or are not all different. @default true */
  readonly everyFrameDiffers?: boolean;
  /** When the picture is white and the sound is loud; null when neither is. @default 0.4 */
  readonly signalSeconds?: number | null;
  /** `false` where the picture ends before. @default true */
  readonly pictureHasSignal?: boolean;
  /** @default one stereo sound of 440 Hz without language */
  readonly sounds?: readonly ExpectedSound[];
  /** Those of ContentMapped. @default [] */
  readonly warnings?: readonly string[];
  /** Files of ContentMapped that made nothing. @default [] */
  readonly ignoredFiles?: readonly string[];
  /** The track of the picture. @default 0 */
  readonly track?: number;
  /** Degrees clockwise by which the picture was turned. @default 0 */
  readonly rotation?: number;
  /** Whether the source's picture was found to be interlaced. @default false */
  readonly interlaced?: boolean;
  /** Languages of subtitles, with text that a cue holds. @default {} */
  readonly subtitles?: Readonly<Record<string, string>>;
}

export interface ExpectedSound {
  /** BCP 47; null for none. @default "en" */
  readonly language?: string | null;
  /** One a channel that is published; 0 where it can't be told, in the first 0.3 s. */
  readonly tonesHz: readonly number[];
  /** @default as many as are published */
  readonly sourceChannels?: number;
  /** From when on it can be heard. @default 0 */
  readonly fromSeconds?: number;
  /** Until when it can be heard. @default to the film's end */
  readonly untilSeconds?: number;
}
