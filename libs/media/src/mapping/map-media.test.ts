import assert from "node:assert/strict";
import { test } from "node:test";
import { audio, data, mappings, media, sideText, text, unread, video } from "../testing/mapping-samples.ts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import { mapMedia } from "./map-media.ts";

function map(files: readonly DeliveredFile[], given: Readonly<Record<string, unknown>> = {}) {
  return mapMedia(files, mappings({ MediaDetection: "Convention", ...given }));
}

const FILM = media("film.mp4", [video(), audio("eng")]);

test("several files with a picture are refused by name", () => {
  assert.throws(() => map([media("b.mkv", [video()]), FILM, media("a.mov", [video()])]), {
    reason: "several-videos",
    message:
      "Several files have a picture, one is expected: a.mov, b.mkv, film.mp4. Deliver one video file, or choose it with MediaDetection Regex.",
  });
});

test("no video", () => {
  const advice = "Deliver a video file, or set FailOnNoVideoTracks to false for a film without picture.";
  assert.throws(() => map([unread("readme.txt")]), {
    reason: "no-video",
    message: `No media file was delivered. ${advice}`,
  });
  assert.throws(() => map([media("b.m4a", [audio()]), media("a.m4a", [audio()])]), {
    reason: "no-video",
    message: `None of the delivered media files has a picture: a.m4a, b.m4a. ${advice}`,
  });
  const regex = { MediaDetection: "Regex", VideoStreamExpression: "^film" };
  assert.throws(() => map([unread("a.mp4")], regex), {
    reason: "no-video",
    message: `VideoStreamExpression matches no media file. ${advice}`,
  });
  assert.throws(() => map([media("film.mp4", [audio()])], regex), {
    reason: "no-video",
    message: `VideoStreamExpression matches files without a picture only: film.mp4. ${advice}`,
  });
});

test("a film without picture, when that is allowed", () => {
  const files = [media("a-en.m4a", [audio(null, { durationSeconds: 70 })]), media("b-de.m4a", [audio()])];
  const mapped = map(files, { FailOnNoVideoTracks: false });
  assert.equal(mapped.video, null);
  assert.equal(mapped.audio.length, 2);
  assert.equal(mapped.durationSeconds, 70);

  const regex = { MediaDetection: "Regex", VideoStreamExpression: "^film", FailOnNoVideoTracks: false };
  const film = map([media("film.mxf", [audio("eng"), text("deu")])], regex);
  assert.equal(film.audio[0]?.File, "film.mxf");
  assert.equal(film.subtitles[0]?.File, "film.mxf");
});

test("neither video nor audio is nothing to encode", () => {
  assert.throws(() => map([sideText("film-en.vtt")], { FailOnNoVideoTracks: false }), { reason: "no-video" });
});

const REQUIRED: readonly (readonly [flag: string, reason: string])[] = [
  ["FailOnNoAudioTracks", "no-audio"],
  ["FailOnNoSubtitleTracks", "no-subtitles"],
  ["FailOnNoCaptionTracks", "no-captions"],
];

for (const [flag, reason] of REQUIRED)
  test(`${flag} fails with ${reason}`, () => {
    const silent = media("film.mp4", [video()]);
    assert.throws(() => map([silent], { [flag]: true }), { reason, message: new RegExp(`^${flag} is set`, "u") });
    assert.doesNotThrow(() => map([silent], { [flag]: false }));
    const whole = [FILM, sideText("film-en.vtt"), sideText("film-en-cc.vtt")];
    assert.doesNotThrow(() => map(whole, { [flag]: true }));
  });

test("what an allow-list leaves out does not count as mapped", () => {
  assert.throws(() => map([FILM], { FailOnNoAudioTracks: true, AudioLanguages: ["de"] }), { reason: "no-audio" });
});

test("of several video tracks the best is taken, and a warning says which", () => {
  const film = media("film.mkv", [
    video({ width: 640, height: 360, frameRate: { numerator: 50, denominator: 1 }, bitrateKbps: 9000 }),
    video({ frameRate: { numerator: 24, denominator: 1 } }),
    video({ bitrateKbps: 1000 }),
    video({ bitrateKbps: 5000 }),
    video({ bitrateKbps: 5000 }),
    video({ width: 7680, height: 4320, codec: null }),
    audio("eng"),
  ]);
  const mapped = map([film]);
  assert.equal(mapped.video?.Track, 3);
  assert.equal(mapped.warnings[0], "film.mkv has 6 video tracks: track 3 is used, the best of them.");
  assert.match(mapped.warnings[1] ?? "", /^Not used: track 0 of film\.mkv \(video, 640x360, h264\), track 1 of /u);
});

test("a single frame is a cover, and no film beside moving pictures", () => {
  const large = { width: 4000, height: 4000, codec: "png" };
  for (const still of [video({ ...large, frameCount: 1 }), video({ ...large, durationSeconds: 0.04 })]) {
    assert.equal(map([media("film.mkv", [still, video(), audio("eng")])]).video?.Track, 1);
    assert.equal(map([media("film.mkv", [still, audio("eng", { durationSeconds: 0.04 })])]).video?.Track, 0);
  }
  const slow = video({ ...large, frameCount: 2, durationSeconds: 0.08 });
  assert.equal(map([media("film.mkv", [video(), slow])]).video?.Track, 1);
});

test("the film's length and the picture's start are told", () => {
  const film = media("film.mkv", [video({ startSeconds: 0.021 }), audio("eng", { durationSeconds: 62 })]);
  const { durationSeconds, videoStartSeconds, warnings } = map([film]);
  assert.deepEqual([durationSeconds, videoStartSeconds], [62, 0.021]);
  assert.deepEqual(warnings, ["The picture of film.mkv ends 2.0 s before the sound: its last frame stays until then."]);
});

const UNUSABLE: readonly (readonly [what: string, file: DeliveredFile, reason: string, message: RegExp])[] = [
  [
    "encrypted video",
    media("film.mp4", [video({ encrypted: true })]),
    "encrypted-media",
    /^Track 0 of film\.mp4 \(video\) is encrypted\./u,
  ],
  [
    "encrypted audio",
    media("film.mp4", [video(), audio("eng", { encrypted: true })]),
    "encrypted-media",
    /^Track 1 of film\.mp4 \(audio\) is encrypted\./u,
  ],
  [
    "encrypted text",
    media("film.mp4", [video(), text("eng", { encrypted: true })]),
    "encrypted-media",
    /^Track 1 of film\.mp4 \(text\) is encrypted\./u,
  ],
  [
    "video of an unknown codec",
    media("film.mp4", [video({ codec: null })]),
    "unsupported-codec",
    /^Track 0 of film\.mp4 \(video\) is coded in a way/u,
  ],
  [
    "audio of an unknown codec",
    media("film.mp4", [video(), audio("eng", { codec: null })]),
    "unsupported-codec",
    /or choose the audio tracks by AudioMappings\.$/u,
  ],
  ["a picture without size", media("film.mp4", [video({ width: 0 })]), "unreadable-media", /the size of its picture/u],
  [
    "audio without channels",
    media("film.mp4", [video(), audio("eng", { channels: 0 })]),
    "unreadable-media",
    /^Track 1 of film\.mp4 \(audio\) does not tell the number of its channels/u,
  ],
  ["a TTML track", media("film.mp4", [video(), text("eng", { codec: "ttml" })]), "not-supported-yet", /^Track 1 of /u],
  ["a file of no tracks", media("film.mp4", []), "unreadable-media", /^film\.mp4 can't be read/u],
  ["a file of data only", media("film.mp4", [data()]), "unreadable-media", /^film\.mp4 can't be read/u],
  [
    "a text named like a film",
    media("film.mp4", [text()], { containers: ["webvtt"] }),
    "unreadable-media",
    /^film\.mp4 can't be read/u,
  ],
  [
    "a picture named like a film",
    media("film.mp4", [video({ codec: "mjpeg" })], { containers: ["jpeg_pipe"] }),
    "unreadable-media",
    /^film\.mp4 can't be read/u,
  ],
];

for (const [what, file, reason, message] of UNUSABLE)
  test(`${what} fails with ${reason}`, () => {
    assert.throws(() => map([file]), { reason, message });
  });

test("a track that is not used may be unusable", () => {
  const film = media("film.mkv", [video(), audio("eng"), audio("deu", { codec: null })]);
  assert.equal(map([film], { AudioLanguages: ["en"] }).audio.length, 1);
});

test("text as pictures is left over with a warning", () => {
  const film = media("film.mkv", [video(), audio("eng"), text("eng", { codec: "hdmv_pgs_subtitle" })]);
  const mapped = map([film]);
  assert.deepEqual(mapped.subtitles, []);
  assert.deepEqual(mapped.warnings, [
    "Not used: track 2 of film.mkv (hdmv_pgs_subtitle, no text that can be converted).",
  ]);
});

test("data tracks and pictures are no leftovers, nor are files of operating systems", () => {
  const film = media("film.mkv", [video(), audio("eng"), data(), data({ codec: "mjpeg" })]);
  const mapped = map([film, unread(".DS_Store"), unread("a/._film.mkv"), unread("Thumbs.db")], {
    FailOnIgnoredFiles: true,
    FailOnIgnoredTracks: true,
  });
  assert.deepEqual(mapped.warnings, []);
  assert.deepEqual(mapped.ignoredFiles, [".DS_Store", "Thumbs.db", "a/._film.mkv"]);
});

test("FailOnIgnoredFiles", () => {
  assert.throws(() => map([FILM, unread("b.jpg"), unread("a.txt")], { FailOnIgnoredFiles: true }), {
    reason: "ignored-files",
    message: "FailOnIgnoredFiles is set, and files are left over: a.txt, b.jpg.",
  });
});

test("FailOnIgnoredTracks", () => {
  const film = media("film.mkv", [video(), audio("eng"), text("eng", { codec: "dvd_subtitle" })]);
  assert.throws(() => map([film], { FailOnIgnoredTracks: true }), {
    reason: "ignored-tracks",
    message:
      "FailOnIgnoredTracks is set, and tracks are left over: track 2 of film.mkv (dvd_subtitle, no text that can be converted).",
  });
});

test("what an allow-list leaves out is no leftover track", () => {
  const film = media("film.mkv", [video(), audio("eng"), audio("deu")]);
  assert.doesNotThrow(() => map([film], { AudioLanguages: ["en"], FailOnIgnoredTracks: true }));
});

test("a long list of leftovers is cut in the warning, not in IgnoredFiles", () => {
  const files = Array.from({ length: 12 }, (_, index) => unread(`${String.fromCharCode(97 + index)}.txt`));
  const mapped = map([FILM, ...files]);
  assert.equal(mapped.ignoredFiles.length, 12);
  assert.deepEqual(mapped.warnings, [
    "Not used: a.txt, b.txt, c.txt, d.txt, e.txt, f.txt, g.txt, h.txt, i.txt, j.txt and 2 more.",
  ]);
});

test("streams of the same language are all kept; indistinguishable ones are warned of", () => {
  const film = media("film.mkv", [video(), audio("eng"), audio("eng", { channels: 6 }), text("eng")]);
  const mapped = map([film, media("film-en.m4a", [audio()]), sideText("film-en.vtt")]);
  assert.deepEqual(
    mapped.audio.map(({ File, Channels, Language }) => [File, Channels, Language]),
    [
      ["film.mkv", 2, "en"],
      ["film.mkv", 6, "en"],
      ["film-en.m4a", 2, "en"],
    ],
  );
  assert.equal(mapped.subtitles.length, 2);
  assert.deepEqual(mapped.warnings, [
    "There are 2 audio streams in en with 2 channels; all are kept.",
    "There are 2 subtitle streams in en; all are kept.",
  ]);
});

test("AudioMappings joins tracks, counted from 0 over all kinds", () => {
  const mono = { channels: 1, codec: "pcm_s24le" };
  const film = media("film.mxf", [
    video(),
    ...Array.from({ length: 8 }, (_, index) => audio(null, { ...mono, durationSeconds: 60 + index / 10 })),
  ]);
  const mapped = map([film], {
    AudioMappings: {
      VideoStreamAudioTracks: [
        { TrackIndices: [1, 2], Language: "eng" },
        { TrackIndices: [8, 4, 5, 6, 7, 3], Language: "de" },
      ],
    },
  });
  const common = { File: "film.mxf", Codec: "pcm_s24le", SampleRate: 48_000, Kind: "Main" };
  assert.deepEqual(mapped.audio, [
    { ...common, Tracks: [1, 2], Channels: 2, Language: "en", DurationInSeconds: 60.1 },
    { ...common, Tracks: [8, 4, 5, 6, 7, 3], Channels: 6, Language: "de", DurationInSeconds: 60.7 },
  ]);
  assert.deepEqual(mapped.warnings, []);
});

test("AudioMappings leaves other tracks over", () => {
  const film = media("film.mkv", [video(), audio("eng"), audio("deu")]);
  const given = { AudioMappings: { VideoStreamAudioTracks: [{ TrackIndices: [2], Language: "fr" }] } };
  const mapped = map([film], given);
  assert.deepEqual(
    mapped.audio.map(({ Tracks, Language }) => [Tracks, Language]),
    [[[2], "fr"]],
  );
  assert.deepEqual(mapped.warnings, ["Not used: track 1 of film.mkv (audio, aac)."]);
});

test("AudioMappings that names no audio track", () => {
  const given = (...TrackIndices: number[]) => ({
    AudioMappings: { VideoStreamAudioTracks: [{ TrackIndices, Language: "en" }] },
  });
  const film = media("film.mkv", [video(), audio("eng"), text("eng"), audio("deu")]);
  for (const index of [0, 2, 4])
    assert.throws(() => map([film], given(1, index)), {
      reason: "track-not-found",
      message: `AudioMappings.VideoStreamAudioTracks[0] names track ${index}, which is no audio track of film.mkv. Tracks of all kinds are counted together, from 0; the audio tracks are: 1, 3.`,
    });
  assert.throws(() => map([media("a.m4a", [audio()])], { ...given(0), FailOnNoVideoTracks: false }), {
    reason: "track-not-found",
  });
});
