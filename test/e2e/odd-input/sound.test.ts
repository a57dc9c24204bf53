import type { JobDescriptionInput } from "@reelbus/contracts";
import { describe } from "node:test";
import type { OddCase } from "../../support/odd-case.ts";
import { testOddCases } from "../../support/run-odd-cases.ts";

const SURROUND: JobDescriptionInput["ContentProcessing"] = {
  OutputFormat: ["Cmaf"],
  OptimizeFor: "Speed",
  SegmentDurationInSeconds: 1,
  AudioRepresentations: [{ BitrateInKbps: 384, Sound: "5.1" }],
};
const SURROUND_TONES = [300, 400, 500, 80, 600, 700];

const cases: readonly OddCase[] = [
  { name: "no audio", files: { "film.mp4": "no audio" }, expect: { sounds: [] } },
  {
    name: "audio only in other files",
    files: {
      "film.mp4": "no audio",
      "film_de.m4a": "sound alone, 300 Hz",
      "film_fr.wav": "sound alone, 400 Hz, mono",
      "film_pt-BR.mp3": "sound alone, 500 Hz, 44.1 kHz",
    },
    expect: {
      sounds: [
        { language: "de", tonesHz: [300, 300] },
        { language: "fr", tonesHz: [400] },
        { language: "pt-BR", tonesHz: [500, 500] },
      ],
    },
  },
  { name: "mono", files: { "film.mp4": "mono" }, expect: { sounds: [{ tonesHz: [440] }] } },
  {
    name: "5.1, kept as it is",
    files: { "film.mp4": "5.1" },
    job: { ContentProcessing: SURROUND },
    expect: { sounds: [{ tonesHz: SURROUND_TONES }] },
  },
  {
    name: "several languages",
    files: { "film.mp4": "several languages" },
    expect: {
      sounds: [
        { language: "en", tonesHz: [300, 300] },
        { language: "de", tonesHz: [400, 400] },
        { language: "fr", tonesHz: [500] },
      ],
    },
  },
  {
    name: "8 mono tracks, joined to 5.1 and stereo",
    files: { "film.mov": "8 mono tracks" },
    job: {
      MediaMappings: {
        MediaDetection: "Convention",
        AudioMappings: {
          VideoStreamAudioTracks: [
            { TrackIndices: [1, 2, 3, 4, 5, 6], Language: "en" },
            { TrackIndices: [7, 8], Language: "de" },
          ],
        },
      },
      ContentProcessing: SURROUND,
    },
    expect: {
      sounds: [
        { language: "en", tonesHz: SURROUND_TONES },
        { language: "de", tonesHz: [800, 900] },
      ],
    },
  },
  {
    name: "8 mono tracks, each for itself",
    files: { "film.mov": "8 mono tracks" },
    expect: {
      warnings: ["There are 8 audio streams in en with 1 channel; all are kept."],
      sounds: [...SURROUND_TONES, 800, 900].map((tone) => ({ tonesHz: [tone] })),
    },
  },
];

describe("odd sound", () => {
  testOddCases(cases);
});
