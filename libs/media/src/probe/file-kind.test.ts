import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKind, fileName, fileStem, isSystemFile } from "./file-kind.ts";

const KINDS: Readonly<Record<string, string>> = {
  "film.mp4": "media",
  "a/b/FILM.MXF": "media",
  "film.de.m4a": "media",
  "film-en.vtt": "text",
  "film.SRT": "text",
  "film.ass": "text",
  "film.ttml": "text",
  "film.dfxp": "text",
  "film.xml": "xml",
  "film.jpg": "other",
  "film.nfo": "other",
  "film.mp4.md5": "other",
  film: "other",
  mp4: "other",
  ".mp4": "other",
};

for (const [path, kind] of Object.entries(KINDS))
  test(`${path} is ${kind}`, () => {
    assert.equal(fileKind(path), kind);
  });

test("files that operating systems leave behind", () => {
  const left = [".DS_Store", "a/._film.mp4", "__MACOSX/film.mp4", "a/Thumbs.db", "desktop.ini", ".git/config"];
  assert.deepEqual(left.filter(isSystemFile), left);
  assert.deepEqual(["film.mp4", "a.b/film.mp4", "thumbs.db.mp4"].filter(isSystemFile), []);
});

test("names and stems", () => {
  assert.equal(fileName("a/b/film.de.srt"), "film.de.srt");
  assert.equal(fileStem("a.b/film.de.srt"), "film.de");
  assert.equal(fileStem("film"), "film");
  assert.equal(fileStem(".hidden"), ".hidden");
});
