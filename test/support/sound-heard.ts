/** A sound as it was decoded. */
export interface SoundHeard {
  /** Codec and layout of the channels, for example `aac stereo`. */
  readonly format: string;
  /** As the manifest or the track says; null for none. */
  readonly language: string | null;
  readonly endSeconds: number;
  /** Of each channel, in Hz, to the next ten: how often the wave rises through zero, before the signal. */
  readonly tonesHz: readonly number[];
  /** When the first channel becomes loud; null when it never does. */
  readonly loudFromSeconds: number | null;
  /** When the first channel is louder than silence for the first and for the last time. */
  readonly audibleFromSeconds: number;
  readonly audibleUntilSeconds: number;
}

const SAMPLE_RATE_HZ = 48_000;
const LOUD = 0.3;
const AUDIBLE = 0.02;
/** Within the steady tone, clear of its ends and of the signal. */
const STEADY = { fromSeconds: 0.1, untilSeconds: 0.3 } as const;

/** @param samples 32-bit floats at 48 kHz, channels interleaved */
export function readSound(
  stream: {
    readonly codec_name: string;
    readonly channels?: number;
    readonly channel_layout?: string;
    readonly tags?: { readonly language?: string };
  },
  samples: Buffer,
): SoundHeard {
  const count = stream.channels ?? 0;
  const all = new Float32Array(Uint8Array.from(samples).buffer);
  const channels = Array.from({ length: count }, (_, channel) => all.filter((_, index) => index % count === channel));
  const [first = new Float32Array()] = channels;
  const loud = first.findIndex((sample) => Math.abs(sample) > LOUD);
  return {
    format: `${stream.codec_name} ${stream.channel_layout ?? "?"}`,
    language: stream.tags?.language ?? null,
    endSeconds: first.length / SAMPLE_RATE_HZ,
    tonesHz: channels.map(toneOf),
    loudFromSeconds: loud < 0 ? null : loud / SAMPLE_RATE_HZ,
    audibleFromSeconds: first.findIndex((sample) => Math.abs(sample) > AUDIBLE) / SAMPLE_RATE_HZ,
    audibleUntilSeconds: (first.findLastIndex((sample) => Math.abs(sample) > AUDIBLE) + 1) / SAMPLE_RATE_HZ,
  };
}

function toneOf(samples: Float32Array): number {
  let rises = 0;
  let isBelow = false;
  for (const sample of samples.subarray(STEADY.fromSeconds * SAMPLE_RATE_HZ, STEADY.untilSeconds * SAMPLE_RATE_HZ)) {
    if (sample < -AUDIBLE) isBelow = true;
    else if (isBelow && sample > AUDIBLE) {
      isBelow = false;
      rises += 1;
    }
  }
  return Math.round(rises / (STEADY.untilSeconds - STEADY.fromSeconds) / 10) * 10;
}
