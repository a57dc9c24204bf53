import { describe } from "node:test";
import type { OddCase } from "../../support/odd-case.ts";
import { testOddCases } from "../../support/run-odd-cases.ts";

const cases: readonly OddCase[] = [
  { name: "50 fps", files: { "film.mp4": "50 fps" }, expect: { frameRate: "50/1", frames: 80 } },
  { name: "29.97 fps", files: { "film.mp4": "29.97 fps" }, expect: { frameRate: "30000/1001", frames: 48 } },
  { name: "23.976 fps", files: { "film.mp4": "23.976 fps" }, expect: { frameRate: "24000/1001", frames: 39 } },
  {
    name: "variable frame rate: every frame is kept where it was",
    files: { "film.mp4": "variable frame rate" },
    expect: { frameRate: "50/1", frames: 79, everyFrameDiffers: false },
  },
  { name: "odd dimensions", files: { "film.mp4": "odd dimensions" }, expect: { size: "160x90" } },
  { name: "anamorphic pixels", files: { "film.mp4": "anamorphic pixels" }, expect: {} },
  {
    name: "interlaced",
    files: { "film.mpg": "interlaced" },
    expect: { size: "160x96", interlaced: true, everyFrameDiffers: false },
  },
  { name: "portrait", files: { "film.mp4": "portrait" }, expect: { size: "90x160" } },
  { name: "rotated by 90 degrees", files: { "film.mp4": "rotated by 90 degrees" }, expect: { rotation: 90 } },
  { name: "rotated by 180 degrees", files: { "film.mp4": "rotated by 180 degrees" }, expect: { rotation: 180 } },
  { name: "rotated by 270 degrees", files: { "film.mp4": "rotated by 270 degrees" }, expect: { rotation: 270 } },
  {
    name: "two video tracks: the best is taken, and the choice is told",
    files: { "film.mkv": "two video tracks" },
    expect: {
      track: 1,
      warnings: [
        "film.mkv has 2 video tracks: track 1 is used, the best of them.",
        "Not used: track 0 of film.mkv (video, 80x44, h264).",
      ],
    },
  },
  { name: "a cover picture", files: { "film.mp4": "cover picture" }, expect: {} },
  {
    name: "a cover picture without a mark",
    files: { "film.mkv": "cover picture without a mark" },
    expect: {
      track: 1,
      warnings: [
        "film.mkv has 2 video tracks: track 1 is used, the best of them.",
        "Not used: track 0 of film.mkv (video, 600x600, mjpeg).",
      ],
    },
  },
  { name: "10-bit HEVC", files: { "film.mp4": "10-bit HEVC" }, expect: {} },
  { name: "ProRes in MOV", files: { "film.mov": "ProRes" }, expect: {} },
];

describe("an odd picture", () => {
  testOddCases(cases);
});
