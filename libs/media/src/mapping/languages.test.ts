import assert from "node:assert/strict";
import { test } from "node:test";
import { audio, mappings, media, sideText, text, video } from "../testing/mapping-samples.ts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import { mapMedia } from "./map-media.ts";

function map(files: readonly DeliveredFile[], given: Readonly<Record<string, unknown>> = {}) {
  return mapMedia(files, mappings({ MediaDetection: "Convention", ...given }));
}

function audioLanguages(files: readonly DeliveredFile[], given: Readonly<Record<string, unknown>> = {}) {
  return map(files, given).audio.map(({ Language }) => Language);
}

const FILM = media("film.mp4", [video()]);

test("file name, then track metadata, then the fallback", () => {
  assert.deepEqual(audioLanguages([FILM, media("a-de.m4a", [audio("fra")])]), ["de"]);
  assert.deepEqual(audioLanguages([FILM, media("a.m4a", [audio("fra")])]), ["fr"]);
  assert.deepEqual(audioLanguages([FILM, media("a.m4a", [audio("und")])]), ["en"]);
  assert.deepEqual(audioLanguages([FILM, media("a.m4a", [audio(null)])], { FallbackLanguageCode: "ger" }), ["de"]);
  assert.deepEqual(audioLanguages([media("film-de.mp4", [video(), audio("und")])]), ["de"]);
});

test("without a fallback an unknown language fails", () => {
  assert.throws(() => map([FILM, media("a.m4a", [audio("und")])], { FallbackLanguageCode: null }), {
    reason: "unrecognised-language",
    message:
      "No language is known for track 0 of a.m4a. Put it into the file's name or the track's metadata, or set FallbackLanguageCode.",
  });
  assert.throws(() => map([FILM, sideText("film.vtt")], { FallbackLanguageCode: null }), {
    reason: "unrecognised-language",
    message: /^No language is known for film\.vtt\./u,
  });
});

test("the fallback und leaves an unknown language unknown", () => {
  assert.deepEqual(audioLanguages([media("film.mp4", [video(), audio()])], { FallbackLanguageCode: "und" }), [null]);
});

test("an unrecognised code fails, naming code and place", () => {
  const advice = "Use a BCP 47 code such as en, eng, en-US or es-419, or set FailOnUnrecognisedLanguageCodes to false.";
  const cases: readonly (readonly [DeliveredFile, Readonly<Record<string, unknown>>, string])[] = [
    [sideText("film-xx.vtt"), {}, "The language code 'xx' in the name of film-xx.vtt is not known."],
    [media("film-xx.m4a", [audio("eng")]), {}, "The language code 'xx' in the name of film-xx.m4a is not known."],
    [
      media("side.m4a", [audio("english")]),
      {},
      "The language code 'english' in the metadata of track 0 of side.m4a is not known.",
    ],
    [
      sideText("film.vtt"),
      { SubtitleStreams: [{ Language: "xx", FileNameExpression: "vtt" }] },
      "The language code 'xx' in SubtitleStreams[0] is not known.",
    ],
    [
      sideText("film.vtt"),
      { FallbackLanguageCode: "xx" },
      "The language code 'xx' in FallbackLanguageCode is not known.",
    ],
    [
      sideText("film.vtt"),
      { SubtitleLanguages: ["en", "xx"] },
      "The language code 'xx' in SubtitleLanguages is not known.",
    ],
  ];
  for (const [file, given, problem] of cases)
    assert.throws(() => map([FILM, file], given), {
      reason: "unrecognised-language",
      message: `${problem} ${advice}`,
    });
});

test("when told so, an unrecognised code is passed over with a warning", () => {
  const given = { FailOnUnrecognisedLanguageCodes: false, FallbackLanguageCode: "fr" };
  const mapped = map([FILM, media("a-xx.m4a", [audio("deu")]), sideText("film-xx.vtt")], given);
  assert.equal(mapped.audio[0]?.Language, "de");
  assert.equal(mapped.subtitles[0]?.Language, "fr");
  assert.deepEqual(mapped.warnings, [
    "The language code 'xx' in the name of a-xx.m4a is not known and is passed over.",
    "The language code 'xx' in the name of film-xx.vtt is not known and is passed over.",
  ]);
  assert.throws(() => map([FILM, sideText("film-xx.vtt")], { ...given, FallbackLanguageCode: null }), {
    reason: "unrecognised-language",
  });
  assert.throws(() => map([FILM, sideText("film.vtt")], { ...given, FallbackLanguageCode: "xx" }), {
    reason: "unrecognised-language",
  });
});

test("a word at the end of a video's name is no unrecognised code", () => {
  assert.deepEqual(audioLanguages([media("film-cut.mp4", [video(), audio("deu")])]), ["de"]);
});

test("tracks that name several languages are believed before the file's name", () => {
  const film = media("film-de.mkv", [video(), audio("eng"), audio("deu"), audio("und")]);
  const { audio: streams, warnings } = map([film]);
  assert.deepEqual(
    streams.map(({ Language }) => Language),
    ["en", "de", "de"],
  );
  assert.deepEqual(
    warnings.filter((warning) => warning.startsWith("The metadata")),
    [],
  );
});

test("a name that contradicts the metadata is warned of", () => {
  const { audio: streams, warnings } = map([media("film-de.mp4", [video(), audio("eng")])]);
  assert.equal(streams[0]?.Language, "de");
  assert.deepEqual(warnings, ["The metadata of track 1 of film-de.mp4 says en; it is mapped as de all the same."]);
  assert.deepEqual(map([media("film-en-GB.mp4", [video(), audio("eng")])]).warnings, []);
});

test("text inside a video: its own metadata goes before the video's name", () => {
  const { subtitles } = map([media("film-de.mkv", [video(), audio("deu"), text("eng"), text()])]);
  assert.deepEqual(
    subtitles.map(({ Language }) => Language),
    ["en", "de"],
  );
});

const ALLOWED: readonly (readonly [list: readonly string[], expected: readonly (string | null)[]])[] = [
  [["en"], ["en", "en-US"]],
  [
    ["eng", "DE"],
    ["en", "en-US", "de"],
  ],
  [["en-US"], ["en-US"]],
  [["en-GB"], []],
  [["und"], [null]],
  [[], []],
];

for (const [list, expected] of ALLOWED)
  test(`AudioLanguages ${JSON.stringify(list)} keeps ${JSON.stringify(expected)}`, () => {
    const film = media("film.mkv", [video(), audio("eng"), audio("en-US"), audio("deu"), audio("und")]);
    assert.deepEqual(audioLanguages([film], { AudioLanguages: list, FallbackLanguageCode: "und" }), expected);
  });

test("each kind has its own allow-list; a language that nothing has is warned of", () => {
  const mapped = map(
    [
      media("film.mkv", [video(), audio("eng"), audio("deu")]),
      sideText("film-en.vtt"),
      sideText("film-de.vtt"),
      sideText("film-en-cc.vtt"),
      sideText("film-de-cc.vtt"),
    ],
    { AudioLanguages: ["en"], SubtitleLanguages: ["de", "fr"], CaptionLanguages: ["en"], FailOnIgnoredFiles: true },
  );
  assert.deepEqual(
    mapped.audio.map(({ Language }) => Language),
    ["en"],
  );
  assert.deepEqual(
    mapped.subtitles.map(({ File }) => File),
    ["film-de.vtt"],
  );
  assert.deepEqual(
    mapped.captions.map(({ File }) => File),
    ["film-en-cc.vtt"],
  );
  assert.deepEqual(mapped.ignoredFiles, ["film-de-cc.vtt", "film-en.vtt"]);
  assert.deepEqual(mapped.warnings, ["SubtitleLanguages names fr, but no such stream was found."]);
});
