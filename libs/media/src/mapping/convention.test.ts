import assert from "node:assert/strict";
import { test } from "node:test";
import { audio, mappings, media, sideText, text, unread, video } from "../testing/mapping-samples.ts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import { mapMedia, type MappedMedia } from "./map-media.ts";

const FILM = media("film.mp4", [video()]);

function mapByConvention(files: readonly DeliveredFile[], given: Readonly<Record<string, unknown>> = {}): MappedMedia {
  return mapMedia(files, mappings({ MediaDetection: "Convention", ...given }));
}

/** `file language kind` of each stream. */
function summary({ audio: sound, subtitles, captions }: MappedMedia): string[] {
  return [
    ...sound.map(({ File, Language, Kind }) => `${File} ${Language ?? "?"} ${Kind}`),
    ...subtitles.map(({ File, Language }) => `${File} ${Language ?? "?"} subtitles`),
    ...captions.map(({ File, Language }) => `${File} ${Language ?? "?"} captions`),
  ];
}

test("a folder with one film and side files of all kinds", () => {
  const mapped = mapByConvention([
    sideText("film-en.vtt"),
    media("film-en-ad.m4a", [audio("eng", { channels: 1 })]),
    sideText("film-de-cc.srt", "subrip"),
    media("film-de.m4a", [audio()]),
    media("film.mp4", [
      video({ bitrateKbps: 4000 }),
      audio("eng", { codec: "ac3", channels: 6, durationSeconds: 59.9 }),
    ]),
    unread("readme.txt"),
  ]);
  assert.deepEqual(mapped, {
    video: {
      File: "film.mp4",
      Track: 0,
      Codec: "h264",
      Width: 1920,
      Height: 1080,
      FrameRate: "25/1",
      DurationInSeconds: 60,
      BitrateInKbps: 4000,
      PixelFormat: "yuv420p",
      Rotation: 0,
      Interlaced: false,
    },
    audio: [
      {
        File: "film.mp4",
        Tracks: [1],
        Codec: "ac3",
        Channels: 6,
        SampleRate: 48_000,
        Language: "en",
        Kind: "Main",
        DurationInSeconds: 59.9,
      },
      {
        File: "film-de.m4a",
        Tracks: [0],
        Codec: "aac",
        Channels: 2,
        SampleRate: 48_000,
        Language: "de",
        Kind: "Main",
        DurationInSeconds: 60,
      },
      {
        File: "film-en-ad.m4a",
        Tracks: [0],
        Codec: "aac",
        Channels: 1,
        SampleRate: 48_000,
        Language: "en",
        Kind: "Descriptive",
        DurationInSeconds: 60,
      },
    ],
    subtitles: [{ File: "film-en.vtt", Track: null, Codec: "webvtt", Language: "en" }],
    captions: [{ File: "film-de-cc.srt", Track: null, Codec: "subrip", Language: "de" }],
    ignoredFiles: ["readme.txt"],
    warnings: ["Not used: readme.txt."],
    durationSeconds: 60,
    videoStartSeconds: 0,
  });
});

test("the order of delivery makes no difference", () => {
  const files = [
    FILM,
    sideText("b-en.vtt"),
    sideText("a-en.vtt"),
    sideText("c/a-de.vtt"),
    unread("z.txt"),
    unread("a.txt"),
  ];
  const expected = mapByConvention(files);
  assert.deepEqual(
    expected.subtitles.map(({ File }) => File),
    ["a-en.vtt", "b-en.vtt", "c/a-de.vtt"],
  );
  assert.deepEqual(mapByConvention(files.toReversed()), expected);
});

const TEXT_NAMES: Readonly<Record<string, string>> = {
  "film-de.vtt": "de subtitles",
  "film_de.vtt": "de subtitles",
  "film.de.vtt": "de subtitles",
  "de.vtt": "de subtitles",
  "FILM-DE.VTT": "de subtitles",
  "subs/film-fra.vtt": "fr subtitles",
  "film-es-419.vtt": "es-419 subtitles",
  "film_pt_BR.vtt": "pt-BR subtitles",
  "film-de-cc.vtt": "de captions",
  "film-cc-de.vtt": "de captions",
  "cc-de.vtt": "de captions",
  "film-CC.de.vtt": "de captions",
  "film-cc.vtt": "en captions",
  "film.vtt": "en subtitles",
  "film-part2.vtt": "en subtitles",
  "film-und.vtt": "en subtitles",
};

for (const [path, expected] of Object.entries(TEXT_NAMES))
  test(`${path} gives ${expected}`, () => {
    assert.deepEqual(summary(mapByConvention([FILM, sideText(path)])), [`${path} ${expected}`]);
  });

const AUDIO_NAMES: Readonly<Record<string, string>> = {
  "film-de.m4a": "de Main",
  "film-ad-de.m4a": "de Descriptive",
  "film-de-ad.m4a": "de Descriptive",
  "film-AD.m4a": "en Descriptive",
  "ad-de.m4a": "de Main",
  "advert-de.m4a": "de Main",
};

for (const [path, expected] of Object.entries(AUDIO_NAMES))
  test(`${path} gives ${expected}`, () => {
    assert.deepEqual(summary(mapByConvention([FILM, media(path, [audio()])])), [`${path} ${expected}`]);
  });

test("a track marked as descriptive or as captions needs no mark in the name", () => {
  const film = media("film.mkv", [video(), audio("eng", { descriptive: true }), text("eng", { captions: true })]);
  assert.deepEqual(summary(mapByConvention([film])), ["film.mkv en Descriptive", "film.mkv en captions"]);
});

test("ad in a video's name does not make its sound descriptive", () => {
  assert.deepEqual(summary(mapByConvention([media("shoe-ad.mp4", [video(), audio("eng")])])), ["shoe-ad.mp4 en Main"]);
});

test("text tracks of the video and of side files", () => {
  const film = media("film.mkv", [
    video(),
    audio("eng"),
    text("eng", { codec: "mov_text" }),
    text("deu", { codec: "ass" }),
  ]);
  const side = media("film-fr.mks", [text()]);
  assert.deepEqual(mapByConvention([film, side]).subtitles, [
    { File: "film.mkv", Track: 2, Codec: "mov_text", Language: "en" },
    { File: "film.mkv", Track: 3, Codec: "ass", Language: "de" },
    { File: "film-fr.mks", Track: 0, Codec: "subrip", Language: "fr" },
  ]);
});

test("lists give single files a language and a kind", () => {
  const mapped = mapByConvention(
    [FILM, media("one.m4a", [audio("eng")]), sideText("two.vtt"), sideText("three-en.vtt"), sideText("four-cc.vtt")],
    {
      AudioStreams: [{ Language: "fra", FileNameExpression: "^one" }],
      SubtitleStreams: [{ Language: "de", FileNameExpression: "two|four" }],
      CaptionStreams: [{ Language: "it", FileNameExpression: "three" }],
    },
  );
  assert.deepEqual(summary(mapped), [
    "one.m4a fr Main",
    "four-cc.vtt de subtitles",
    "two.vtt de subtitles",
    "three-en.vtt it captions",
  ]);
});

test("expressions beside Convention and entries without a file are warned of", () => {
  const { warnings } = mapByConvention([FILM], {
    VideoStreamExpression: "film",
    CaptionFileLanguageExpression: "(..)",
    AudioStreams: [{ Language: "fr", FileNameExpression: "nothing" }],
  });
  assert.deepEqual(warnings, [
    "Not used, because MediaDetection is Convention: VideoStreamExpression, CaptionFileLanguageExpression.",
    "No file matches AudioStreams[0].",
  ]);
});

test("TTML is refused by its name, as is XML that holds it", () => {
  for (const path of ["film-de.ttml", "film-de.xml"])
    assert.throws(() => mapByConvention([FILM, sideText(path, "ttml")]), {
      reason: "not-supported-yet",
      message: `${path} is TTML, which is not supported yet. Deliver WebVTT or SRT.`,
    });
  assert.deepEqual(mapByConvention([FILM, sideText("film.xml", null)]).ignoredFiles, ["film.xml"]);
});

test("TTML in a language that is not asked for is not needed", () => {
  const mapped = mapByConvention([FILM, sideText("film-de.ttml", "ttml"), sideText("film-en.vtt")], {
    SubtitleLanguages: ["en"],
  });
  assert.deepEqual(summary(mapped), ["film-en.vtt en subtitles"]);
});

test("a side text of no known format", () => {
  assert.throws(() => mapByConvention([FILM, sideText("a/film-de.srt", null)]), {
    reason: "unreadable-media",
    message: "a/film-de.srt can't be read: it is no WebVTT or SRT text in UTF-8. Deliver it again.",
  });
});
