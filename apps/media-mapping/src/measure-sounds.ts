import { measuringCommand, type MeasuredSound, type Sound } from "@reelbus/media";
import { runFfmpeg } from "@reelbus/processes";

/** What containers tell of their length is often a little wrong. */
const TOLERATED_SECONDS = 1;
/** Behind a sound's end, the rest of its file is read without any sign of it: at 200 MB/s, 120 GB in this time. */
const STALL_LIMIT_MS = 10 * 60_000;

/** What measuring needs. */
interface Measuring {
  /** The absolute path of a mapped file. */
  readonly sourcePath: (file: string) => string;
  readonly signal: AbortSignal;
  /** Told the part that is done, 0 to 1. */
  readonly progress: (part: number) => void;
}

/**
 * Measures each sound, one after the other: each is a read of its whole file.
 * @returns those that are shorter than they say.
 * @throws ReelbusError `unreadable-media`; the signal's reason after an abort
 */
export async function measureSounds(sounds: readonly Sound[], measuring: Measuring): Promise<MeasuredSound[]> {
  const shorter: MeasuredSound[] = [];
  for (const [index, sound] of sounds.entries()) {
    const progress = (part: number) => measuring.progress((index + part) / sounds.length);
    const measuredSeconds = await measure(sound, { ...measuring, progress });
    if (sound.toldSeconds - measuredSeconds > TOLERATED_SECONDS) shorter.push({ ...sound, measuredSeconds });
  }
  return shorter;
}

/** For the customer. */
export function tellMeasured({ file, track, toldSeconds, measuredSeconds }: MeasuredSound): string {
  return `${file}, track ${track}, announces ${toldSeconds.toFixed(1)} s of sound, but only ${measuredSeconds.toFixed(1)} s could be read.`;
}

async function measure(sound: Sound, { sourcePath, signal, progress }: Measuring): Promise<number> {
  const message = `Track ${sound.track} of ${sound.file} (audio) could not be decoded. The file is damaged: deliver it again.`;
  let seconds = 0;
  await runFfmpeg(measuringCommand(sound, sourcePath(sound.file)), {
    signal,
    failure: { reason: "unreadable-media", message },
    stallLimitMs: STALL_LIMIT_MS,
    onProgress({ outTimeSeconds }) {
      seconds = outTimeSeconds;
      progress(Math.min(1, seconds / sound.toldSeconds));
    },
  });
  progress(1);
  return seconds;
}
