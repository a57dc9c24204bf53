/** One frame: what its quarters show, in reading order, and when. */
export interface FrameSeen {
  readonly seconds: number;
  /** `R` red, `G` green, `B` blue, `W` white, `K` black, `?` anything else. */
  readonly quarters: string;
}

/** A picture as it was decoded. */
export interface PictureSeen {
  /** Codec and pixel format, for example `h264 yuv420p`. */
  readonly format: string;
  readonly size: string;
  /** Until the end of the last frame. */
  readonly endSeconds: number;
  readonly frames: readonly FrameSeen[];
}

const BYTES_A_PIXEL = 3;
const PIXELS = 4;

/**
 * @param rgb frames of 2x2 pixels
 * @param times the frames' packets in the format `framecrc`
 */
export function readPicture(
  stream: {
    readonly codec_name: string;
    readonly pix_fmt?: string;
    readonly width?: number;
    readonly height?: number;
    readonly sample_aspect_ratio?: string;
  },
  rgb: Buffer,
  times: string,
): PictureSeen {
  const [numerator = NaN, denominator = NaN] = (/#tb 0: (\d+)\/(\d+)/u.exec(times) ?? []).slice(1).map(Number);
  const packets = times
    .split("\n")
    .filter((line) => line.startsWith("0,"))
    .map((line) => {
      const [, , pts = NaN, duration = NaN] = line.split(",").map(Number);
      return { seconds: (pts * numerator) / denominator, endSeconds: ((pts + duration) * numerator) / denominator };
    })
    .toSorted((a, b) => a.seconds - b.seconds);
  const frameBytes = BYTES_A_PIXEL * PIXELS;
  if (rgb.length !== packets.length * frameBytes)
    throw new Error(`${rgb.length / frameBytes} frames were decoded of ${packets.length} packets`);
  const shape = stream.sample_aspect_ratio ?? "1:1";
  return {
    format: `${stream.codec_name} ${stream.pix_fmt ?? "?"}`,
    size: `${stream.width ?? 0}x${stream.height ?? 0}${shape === "1:1" ? "" : ` pixels ${shape}`}`,
    endSeconds: packets.at(-1)?.endSeconds ?? 0,
    frames: packets.map(({ seconds }, index) => ({
      seconds,
      quarters: quartersOf(rgb.subarray(index * frameBytes, (index + 1) * frameBytes)),
    })),
  };
}

function quartersOf(frame: Buffer): string {
  return [0, 1, 2, 3].map((pixel) => colourOf(frame.subarray(pixel * BYTES_A_PIXEL))).join("");
}

/** The bounds are wide: coding smears colours, most of all in small pictures. */
function colourOf(pixel: Buffer): string {
  const bits = [0, 1, 2].map((channel) => {
    const value = pixel[channel] ?? 0;
    return value > 150 ? "1" : value < 105 ? "0" : "?";
  });
  return COLOURS[bits.join("")] ?? "?";
}

const COLOURS: Partial<Record<string, string>> = { "100": "R", "010": "G", "001": "B", "111": "W", "000": "K" };
