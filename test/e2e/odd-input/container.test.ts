import { describe } from "node:test";
import type { OddCase } from "../../support/odd-case.ts";
import { testOddCases } from "../../support/run-odd-cases.ts";

const cases: readonly OddCase[] = [
  { name: "WebM with VP8 and Vorbis", files: { "film.webm": "WebM" }, expect: {} },
  {
    name: "WebM that tells no lengths: sound that outlasts the picture is kept all the same",
    files: { "film.webm": "WebM without lengths, sound outlasts the picture" },
    expect: { frames: 30, filmSeconds: 1.6 },
  },
  {
    name: "MKV with subtitles in SRT and ASS",
    files: { "film.mkv": "MKV with subtitles" },
    expect: { subtitles: { de: "Grüße", en: "Greetings" } },
  },
  { name: "MPEG-TS whose clock runs since long", files: { "film.ts": "MPEG-TS" }, expect: {} },
  { name: "MKV that does not start at 0", files: { "film.mkv": "MKV that does not start at 0" }, expect: {} },
  { name: "fragmented MP4", files: { "film.mp4": "fragmented MP4" }, expect: {} },
  {
    name: "an edit list that hides the beginning",
    files: { "film.mp4": "edit list" },
    expect: { frames: 35, signalSeconds: 0.2 },
  },
  { name: "a data track", files: { "film.mov": "data track" }, expect: {} },
  {
    name: "names with spaces, percent signs, quotes and letters of all kinds",
    folder: `Der "süße" Film, 100% 日本 'a'`,
    files: { [`Der "süße" Film – 50% 'x' %d 日本.mp4`]: "plain", [`sound #1 & 2 (50%)_de.m4a`]: "sound alone, 300 Hz" },
    expect: { sounds: [{ tonesHz: [440, 440] }, { language: "de", tonesHz: [300, 300] }] },
  },
];

describe("an odd container", () => {
  testOddCases(cases);
});
