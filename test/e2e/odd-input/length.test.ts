import { describe } from "node:test";
import type { OddCase } from "../../support/odd-case.ts";
import { testOddCases } from "../../support/run-odd-cases.ts";

const cases: readonly OddCase[] = [
  {
    name: "audio longer than video: the last frame is held",
    files: { "film.mp4": "audio longer than video" },
    expect: {
      frames: 60,
      heldFrames: 30,
      warnings: ["The picture of film.mp4 ends 1.2 s before the sound: its last frame stays until then."],
    },
  },
  {
    name: "video longer than audio: silence follows",
    files: { "film.mp4": "video longer than audio" },
    expect: {
      frames: 60,
      sounds: [{ tonesHz: [440, 440], untilSeconds: 1.2 }],
      warnings: ["The sound of film.mp4, track 1, ends 1.2 s before the film: silence follows."],
    },
  },
  {
    name: "audio that starts late",
    files: { "film.mkv": "audio that starts late" },
    expect: { sounds: [{ tonesHz: [0, 0], fromSeconds: 0.35 }] },
  },
  {
    name: "half a second",
    files: { "film.mp4": "half a second" },
    expect: { frames: 13 },
  },
  {
    name: "one frame, and as much sound: too short for a tone",
    files: { "film.mp4": "one frame" },
    expect: { frames: 1, signalSeconds: null, sounds: [{ tonesHz: [0, 0] }] },
  },
  {
    name: "one frame, no audio",
    files: { "film.mkv": "one frame, no audio" },
    expect: { frames: 1, signalSeconds: null, sounds: [] },
  },
  {
    name: "one frame with two seconds of sound",
    files: { "film.mp4": "one frame with two seconds of sound" },
    expect: {
      frames: 50,
      heldFrames: 49,
      pictureHasSignal: false,
      warnings: ["The picture of film.mp4 ends 2.0 s before the sound: its last frame stays until then."],
    },
  },
];

describe("an odd length", () => {
  testOddCases(cases);
});
