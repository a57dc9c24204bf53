import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FfprobeStream } from "./ffprobe-output.ts";
import { fileTimes, trackTimes } from "./track-times.ts";

interface Told {
  readonly containers?: readonly string[];
  readonly fileSeconds?: number;
  readonly fileStart?: number;
  readonly seconds?: number;
  readonly start?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

const MKV = ["matroska", "webm"];

/** Start and end of the one track, then the file's duration. */
function timesOf({ containers = ["mov", "mp4"], fileSeconds, fileStart, seconds, start, tags = {} }: Told) {
  const stream = {
    duration: seconds,
    start_time: start,
    tags: new Map(Object.entries(tags)),
  } as unknown as FfprobeStream;
  const file = fileTimes(containers, fileSeconds, fileStart, [stream]);
  const { startSeconds, endSeconds } = trackTimes(stream, file);
  return [startSeconds, endSeconds, file.durationSeconds];
}

const CASES: readonly (readonly [what: string, told: Told, expected: readonly (number | null)[]])[] = [
  ["plain", { fileSeconds: 10, fileStart: 0, seconds: 9.9, start: 0 }, [0, 9.9, 10]],
  ["no duration of its own", { fileSeconds: 10, fileStart: 0, start: 0 }, [0, 10, 10]],
  ["nothing told", {}, [0, null, null]],
  [
    "a tag left over from a longer cut",
    { containers: MKV, fileSeconds: 60, fileStart: 0, start: 0, tags: { duration: "10:00:00.000000000" } },
    [0, 60, 60],
  ],
  ["a late track", { fileSeconds: 10, fileStart: 0, seconds: 9, start: 0.4 }, [0.4, 9.4, 10]],
  ["a clock that runs since long", { fileSeconds: 10, fileStart: 5000, seconds: 9.9, start: 5000.1 }, [0.1, 10, 10]],
  [
    "Matroska counts from time 0",
    { containers: MKV, fileSeconds: 6.6, fileStart: 4.979, start: 5, tags: { duration: "00:00:06.600000000" } },
    [0.021, 1.621, 1.621],
  ],
  [
    "mkvmerge counts from the first frame",
    {
      containers: MKV,
      fileSeconds: 8,
      fileStart: 5,
      start: 5.5,
      tags: { duration: "00:00:07.000000000", _statistics_tags: "BPS DURATION" },
    },
    [0.5, 7.5, 8],
  ],
  [
    "MPEG-TS does not count the last packet's frames",
    { containers: ["mpegts"], fileSeconds: 10, fileStart: 1.4, seconds: 9.7, start: 1.4 },
    [0, 10, 10],
  ],
  [
    "but a track that ends early ends early",
    { containers: ["mpegts"], fileSeconds: 10, fileStart: 1.4, seconds: 9, start: 1.4 },
    [0, 9, 10],
  ],
];

describe("trackTimes", () => {
  for (const [what, told, expected] of CASES)
    it(what, () => {
      assert.deepEqual(timesOf(told), expected);
    });
});
