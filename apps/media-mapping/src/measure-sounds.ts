import { doubtedSounds, measuringCommand, type MappedMedia, type MeasuredSound, type Sound } from "@reelbus/media";
import { runFfmpeg } from "@reelbus/processes";

/** What containers tell of their length is often a little wrong. */
const TOLERATED_SECONDS = 1;

/**
 * Measures each sound for which the picture would be held long, one after the other.
 * @param sourcePath gives the absolute path of a mapped file.
 * @returns those that are shorter than they say.
 * @throws ReelbusError `unreadable-media`; the signal's reason after an abort
 */
export async function measureSounds(
  mapped: MappedMedia,
  sourcePath: (file: string) => string,
  signal: AbortSignal,
): Promise<MeasuredSound[]> {
  const shorter: MeasuredSound[] = [];
  for (const sound of doubtedSounds(mapped)) {
    const measuredSeconds = await measure(sound, sourcePath(sound.file), signal);
    if (sound.toldSeconds - measuredSeconds > TOLERATED_SECONDS) shorter.push({ ...sound, measuredSeconds });
  }
  return shorter;
}

/** For the customer. */
export function tellMeasured({ file, track, toldSeconds, measuredSeconds }: MeasuredSound): string {
  return `${file}, track ${track}, announces ${toldSeconds.toFixed(1)} s of sound, but only ${measuredSeconds.toFixed(1)} s could be read.`;
}

async function measure(sound: Sound, path: string, signal: AbortSignal): Promise<number> {
  const message = `Track ${sound.track} of ${sound.file} (audio) could not be decoded. The file is damaged: deliver it again.`;
  let seconds = 0;
  await runFfmpeg(measuringCommand(sound, path), {
    signal,
    failure: { reason: "unreadable-media", message },
    onProgress({ outTimeSeconds }) {
      seconds = outTimeSeconds;
    },
  });
  return seconds;
}
