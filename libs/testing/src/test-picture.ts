/** A picture that shows what happened to it: which way up it is, how long it lasts, whether a frame was lost. */
export interface TestPicture {
  /** @default "160x90" */
  readonly size?: string;
  /** Frames per second. @default "25" */
  readonly rate?: string;
  /** @default 1.6 */
  readonly seconds?: number;
  /** More filters, behind the picture's own. */
  readonly filters?: readonly string[];
}

/** When the picture is white and the sound is loud. */
export const SIGNAL = { fromSeconds: 0.4, untilSeconds: 0.6 } as const;

/**
 * The input of ffmpeg that draws it: quarters of red (top left), green (top right) and blue (bottom left); the fourth is dark
 * in one frame and bright in the next; all is white during the signal.
 */
export function pictureInput({
  size = "160x90",
  rate = "25",
  seconds = 1.6,
  filters = [],
}: TestPicture = {}): string[] {
  const quarter = (x: string, y: string, look: string) => `drawbox=x=${x}:y=${y}:w=iw/2+1:h=ih/2+1:t=fill:c=${look}`;
  const chain = [
    `color=c=black:s=${size}:r=${rate}:d=${seconds}`,
    quarter("0", "0", "red"),
    quarter("iw/2", "0", "lime"),
    quarter("0", "ih/2", "blue"),
    quarter("iw/2", "ih/2", "white:enable='mod(n,2)'"),
    `drawbox=w=iw:h=ih:t=fill:c=white:enable='gte(t,${SIGNAL.fromSeconds}-0.001)*lt(t,${SIGNAL.untilSeconds}-0.001)'`,
    ...filters,
  ];
  return ["-f", "lavfi", "-i", chain.join(",")];
}

/** The tone of each channel, in Hz. */
export type TestSound = readonly number[];

const LAYOUTS: Partial<Record<number, string>> = { 1: "mono", 2: "stereo", 6: "5.1" };

/** The input of ffmpeg that makes steady tones, one a channel, louder during the signal. */
export function soundInput(tonesHz: TestSound, seconds = 1.6): string[] {
  const { fromSeconds, untilSeconds } = SIGNAL;
  const loudness = `(0.1+0.4*between(t,${fromSeconds},${untilSeconds}))`;
  const channels = tonesHz.map((tone) => `${loudness}*sin(2*PI*${tone}*t)`).join("|");
  const layout = LAYOUTS[tonesHz.length] ?? `${tonesHz.length}c`;
  return ["-f", "lavfi", "-i", `aevalsrc='${channels}':c=${layout}:s=48000:d=${seconds}`];
}
