import assert from "node:assert/strict";
import { test } from "node:test";
import { audio, mappings, media, sideText, text, unread, video } from "../testing/mapping-samples.ts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import { fileRoles } from "./file-roles.ts";
import { mapMedia, type MappedMedia } from "./map-media.ts";

const EXPRESSIONS = {
  VideoStreamExpression: "^video.(mp4|avi|mov)$",
  AudioFileLanguageExpression: "audio-([a-zA-Z0-9]+)",
  DescriptiveAudioFileLanguageExpression: "^descriptive_audio-([a-zA-Z0-9\\-]+).mp3$",
  SubtitleFileLanguageExpression: "^(?:subtitle|caption)-([a-zA-Z0-9\\-]+).(vtt|srt)$",
  CaptionFileLanguageExpression: "^caption-([a-zA-Z0-9\\-]+).(vtt|srt)$",
};
const FILM = media("video.mp4", [video(), audio("eng")]);

function mapByRegex(files: readonly DeliveredFile[], given: Readonly<Record<string, unknown>> = {}): MappedMedia {
  return mapMedia(files, mappings({ ...EXPRESSIONS, ...given }));
}

function summary({ audio: sound, subtitles, captions }: MappedMedia): string[] {
  return [
    ...sound.map(({ File, Language, Kind }) => `${File} ${Language ?? "?"} ${Kind}`),
    ...subtitles.map(({ File, Language }) => `${File} ${Language ?? "?"} subtitles`),
    ...captions.map(({ File, Language }) => `${File} ${Language ?? "?"} captions`),
  ];
}

test("every expression, the more special one first, group 1 being the language", () => {
  const mapped = mapByRegex([
    FILM,
    media("audio-DEU.mp3", [audio()]),
    media("descriptive_audio-en-GB.mp3", [audio()]),
    sideText("subtitle-fr.vtt"),
    sideText("caption-es-419.srt", "subrip"),
    unread("other-en.vtt"),
    unread("trailer.mp4"),
  ]);
  assert.equal(mapped.video?.File, "video.mp4");
  assert.deepEqual(summary(mapped), [
    "video.mp4 en Main",
    "audio-DEU.mp3 de Main",
    "descriptive_audio-en-GB.mp3 en-GB Descriptive",
    "subtitle-fr.vtt fr subtitles",
    "caption-es-419.srt es-419 captions",
  ]);
  assert.deepEqual(mapped.ignoredFiles, ["other-en.vtt", "trailer.mp4"]);
});

test("how files have to be read", () => {
  const reading = Object.fromEntries(
    fileRoles(
      ["video.mp4", "video.jpg", "sub.txt", "x.vtt", "notes.txt", "a.vtt", ".video.mp4", "song.bin"],
      mappings({
        VideoStreamExpression: "video",
        SubtitleFileLanguageExpression: "^(?:sub|x)",
        AudioFileLanguageExpression: "song",
      }),
    ).map((role) => [role.path, role.reading]),
  );
  assert.deepEqual(reading, {
    "video.mp4": "media",
    "video.jpg": "media-if-readable",
    "sub.txt": "text",
    "x.vtt": "text",
    "song.bin": "media",
    "notes.txt": "none",
    "a.vtt": "none",
    ".video.mp4": "none",
  });
});

test("a loose expression finds the video among files that only resemble it", () => {
  const mapped = mapByRegex(
    [media("film.mp4", [video()]), unread("film.jpg"), unread("film-de.vtt"), media("film.wav", [audio()])],
    { VideoStreamExpression: "film" },
  );
  assert.equal(mapped.video?.File, "film.mp4");
  assert.deepEqual(mapped.audio, []);
  assert.deepEqual(mapped.ignoredFiles, ["film-de.vtt", "film.jpg", "film.wav"]);
});

test("an expression is matched with the file name; one with a slash with the path", () => {
  const files = [media("a/video.mp4", [video()]), media("b/video.mp4", [video()])];
  assert.throws(() => mapByRegex(files), { reason: "several-videos" });
  assert.equal(mapByRegex(files, { VideoStreamExpression: "^a/" }).video?.File, "a/video.mp4");
});

test("an expression without a group, or with an empty one, names no language", () => {
  for (const AudioFileLanguageExpression of ["^song", "^song(x?)"])
    assert.deepEqual(summary(mapByRegex([FILM, media("song.mp3", [audio("fra")])], { AudioFileLanguageExpression })), [
      "video.mp4 en Main",
      "song.mp3 fr Main",
    ]);
});

test("the video's own name says nothing of the language", () => {
  const film = media("video-de.mp4", [video(), audio()]);
  assert.deepEqual(summary(mapByRegex([film], { VideoStreamExpression: "^video-(..)" })), ["video-de.mp4 en Main"]);
});

test("lists pick files by themselves and win over expressions", () => {
  const mapped = mapByRegex(
    [
      FILM,
      media("audio-en.mp3", [audio()]),
      media("music.flac", [audio()]),
      sideText("caption-de.vtt"),
      sideText("b.srt", "subrip"),
    ],
    {
      AudioStreams: [
        { Language: "fr", FileNameExpression: "audio-en.mp3" },
        { Language: "it", FileNameExpression: "music" },
        { Language: "es", FileNameExpression: "music" },
      ],
      SubtitleStreams: [{ Language: "nl", FileNameExpression: "caption" }],
      CaptionStreams: [{ Language: "sv", FileNameExpression: "^b" }],
    },
  );
  assert.deepEqual(summary(mapped), [
    "video.mp4 en Main",
    "audio-en.mp3 fr Main",
    "music.flac it Main",
    "caption-de.vtt nl subtitles",
    "b.srt sv captions",
  ]);
});

test("a list gives the sound of the video a language", () => {
  const film = media("video.mp4", [video(), audio("eng"), audio("fra")]);
  const mapped = mapByRegex([film], { AudioStreams: [{ Language: "de", FileNameExpression: "video" }] });
  assert.deepEqual(
    mapped.audio.map(({ Language }) => Language),
    ["de", "de"],
  );
});

test("of a side file only what its expression is for is used", () => {
  const side = media("audio-de.mp3", [audio(), text("deu"), video()]);
  const mapped = mapByRegex([FILM, side]);
  assert.deepEqual(summary(mapped), ["video.mp4 en Main", "audio-de.mp3 de Main"]);
  assert.deepEqual(mapped.warnings, [
    "Not used: track 1 of audio-de.mp3 (subrip), track 2 of audio-de.mp3 (video, 1920x1080, h264).",
  ]);
});

test("a text that its expression names must be readable, whatever its extension", () => {
  assert.throws(
    () => mapByRegex([FILM, sideText("caption-de.xml", null)], { CaptionFileLanguageExpression: "-(..).xml" }),
    {
      reason: "unreadable-media",
      message: "caption-de.xml can't be read: it is no TTML text in UTF-8. Deliver it again.",
    },
  );
});

test("an expression that would make another engine backtrack for ever is matched in linear time", () => {
  const name = `${"a".repeat(200)}!.mp4`;
  const given = mappings({ VideoStreamExpression: "^(a+)+\\.mp4$", SubtitleFileLanguageExpression: "^(a|aa)*$" });
  assert.throws(
    () => mapMedia([media(name, [video()])], given),
    /^ReelbusError: VideoStreamExpression matches no media file\./u,
  );
});
