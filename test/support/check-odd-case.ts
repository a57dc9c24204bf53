import type { EventType, LifecycleEvent } from "@reelbus/contracts";
import { SIGNAL } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assertPromises, historyOf, WHOLE_HISTORY } from "./job.ts";
import type { Expected, ExpectedSound, OddCase } from "./odd-case.ts";
import type { FrameSeen, PictureSeen } from "./picture-seen.ts";
import { decodePublished } from "./published-media.ts";
import type { SoundHeard } from "./sound-heard.ts";

const SOUND: ExpectedSound = { tonesHz: [440, 440] };
const LAYOUTS: Partial<Record<number, string>> = { 1: "mono", 2: "stereo", 6: "5.1" };
/** Sound and picture may be this much apart; the coders' own frames are as long. */
const SYNC_SECONDS = 0.02;
/** AAC is coded in frames of 21 ms, the last of which may be filled up. */
const SIGNAL_SECONDS = SIGNAL.untilSeconds - SIGNAL.fromSeconds;
const AAC_FRAME_SECONDS = 1024 / 48_000;

/** Checks a job's events and everything that it published. */
export async function checkOddCase({ expect }: OddCase, events: readonly LifecycleEvent[]): Promise<void> {
  assert.deepEqual(historyOf(events), WHOLE_HISTORY, JSON.stringify(events.at(-1)));
  assertPromises(events);
  const { size = "160x90", frameRate = "25/1", track = 0, warnings = [], ignoredFiles = [], sounds = [SOUND] } = expect;

  const mapped = eventOf(events, "ContentMapped");
  const video = mapped.VideoStream;
  assert.deepEqual(mapped.Warnings, warnings);
  assert.deepEqual(mapped.IgnoredFiles, ignoredFiles);
  assert.deepEqual(
    [video?.Track, video?.FrameRate, video?.Rotation, video?.Interlaced],
    [track, frameRate, expect.rotation ?? 0, expect.interlaced ?? false],
  );
  assert.deepEqual(
    mapped.AudioStreams.map(({ Language, Channels }) => [Language, Channels]),
    sounds.map(({ language = "en", tonesHz, sourceChannels = tonesHz.length }) => [language, sourceChannels]),
  );
  assert.deepEqual(eventOf(events, "JobSuccess").Warnings, warnings);

  const made = eventOf(events, "EncodingFinished").Representations.filter(({ Type }) => Type === "video");
  assert.deepEqual(
    made.map((one) => [`${one.Width}x${one.Height}`, one.FrameRate]),
    [[size, frameRate]],
  );

  const { dash, hls } = eventOf(events, "JobSuccess").Output;
  assert.ok(dash !== undefined && hls !== undefined);
  for (const manifest of [dash, hls].map((url) => fileURLToPath(url))) await checkManifest(manifest, expect);
  await checkSubtitles(dirname(fileURLToPath(hls)), expect.subtitles ?? {});
}

async function checkManifest(manifest: string, expect: Expected): Promise<void> {
  const { pictures, sounds, durationSeconds } = await decodePublished(manifest);
  const [picture] = pictures;
  assert.ok(picture);
  // HLS names the picture once more for each group of sounds.
  for (const one of pictures) checkPicture(one, expect);
  const frameSeconds = 1 / fps(expect);
  const endSeconds = expect.filmSeconds ?? (expect.frames ?? 40) * frameSeconds;
  const film = { endSeconds, frameSeconds };
  const expectedSounds = expect.sounds ?? [SOUND];
  const keyOf = ({ language, tonesHz }: { language: string | null; tonesHz: readonly number[] }) =>
    `${language ?? "-"}: ${tonesHz.join(", ")} Hz`;
  const expectedByKey = new Map(expectedSounds.map((one) => [keyOf({ language: "en", ...one }), one]));
  // A mono sound is there twice in DASH, at two bit rates.
  assert.deepEqual(new Set(sounds.map(keyOf)), new Set(expectedByKey.keys()), `${manifest}: sounds`);
  for (const sound of sounds) checkSound(sound, expectedByKey.get(keyOf(sound)) ?? SOUND, film, expect);
  const isHls = manifest.endsWith(".m3u8");
  near(durationSeconds, isHls ? picture.endSeconds : endSeconds, frameSeconds, `${manifest}: its length`);
}

function checkPicture(picture: PictureSeen, expect: Expected): void {
  const { size = "160x90", frames = 40, heldFrames = 0, everyFrameDiffers = true, pictureHasSignal = true } = expect;
  assert.equal(picture.format, "h264 yuv420p");
  assert.equal(picture.size, size);
  assert.equal(picture.frames.length, frames, "number of frames");
  const moving = picture.frames.slice(0, frames - heldFrames);
  const signal = signalSeconds(expect);
  for (const [index, { seconds, quarters }] of picture.frames.entries()) {
    near(seconds, index / fps(expect), 0.001, `time of frame ${index}`);
    const last = picture.frames[index - 1]?.quarters;
    if (index >= moving.length) assert.equal(quarters, last, `frame ${index} is held`);
    else if (quarters !== "WWWW") {
      assert.match(quarters, everyFrameDiffers ? /^RGB[KW]$/u : /^RGB.$/u, `frame ${index}`);
      if (everyFrameDiffers) assert.notEqual(quarters, last, `frame ${index} repeats the one before`);
    }
  }
  const isWhite = ({ seconds }: FrameSeen) =>
    signal !== null && seconds > signal - 0.001 && seconds < signal + SIGNAL_SECONDS - 0.001;
  const expectedWhite = pictureHasSignal ? picture.frames.filter(isWhite) : [];
  const white = picture.frames.filter(({ quarters }) => quarters === "WWWW");
  near(white.length, expectedWhite.length, 1, "number of white frames");
  near(white[0]?.seconds ?? 0, expectedWhite[0]?.seconds ?? 0, 1 / fps(expect) + 0.001, "the picture's signal");
}

function checkSound(
  sound: SoundHeard,
  expected: ExpectedSound,
  film: { readonly endSeconds: number; readonly frameSeconds: number },
  expect: Expected,
): void {
  assert.equal(sound.format, `aac ${LAYOUTS[expected.tonesHz.length] ?? "?"}`);
  const signal = signalSeconds(expect);
  if (signal === null) assert.equal(sound.loudFromSeconds, null);
  else near(sound.loudFromSeconds ?? NaN, signal, SYNC_SECONDS, "the sound's signal");
  near(sound.endSeconds, film.endSeconds, film.frameSeconds + AAC_FRAME_SECONDS, "the sound's end");
  near(sound.audibleFromSeconds, expected.fromSeconds ?? 0, SYNC_SECONDS, "the beginning of what is heard");
  const until = expected.untilSeconds ?? film.endSeconds;
  near(sound.audibleUntilSeconds, until, film.frameSeconds + AAC_FRAME_SECONDS, "the end of what is heard");
}

async function checkSubtitles(folder: string, expected: Readonly<Record<string, string>>): Promise<void> {
  for (const [language, text] of Object.entries(expected)) {
    const segment = await readFile(join(folder, "text", language, "1.vtt"), "utf8");
    assert.ok(segment.includes(text), `${language}: ${segment}`);
  }
}

function signalSeconds({ signalSeconds: seconds = SIGNAL.fromSeconds }: Expected): number | null {
  return seconds;
}

function fps({ frameRate = "25/1" }: Expected): number {
  const [numerator = NaN, denominator = NaN] = frameRate.split("/").map(Number);
  return numerator / denominator;
}

function near(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} instead of ${expected}`);
}

function eventOf<T extends EventType>(
  events: readonly LifecycleEvent[],
  type: T,
): Extract<LifecycleEvent, { EventType: T }> {
  const found = events.find((event) => event.EventType === type);
  assert.ok(found, `no ${type}`);
  return found as Extract<LifecycleEvent, { EventType: T }>;
}
