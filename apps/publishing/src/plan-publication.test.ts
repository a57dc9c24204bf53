import assert from "node:assert/strict";
import { test } from "node:test";
import { planPublication } from "./plan-publication.ts";

const manifests = { dash: "manifest.mpd", hls: "manifest.m3u8" };
const thumbnails = {
  Files: ["thumbnails/1.jpg"],
  Index: "thumbnails/thumbnails.vtt",
  Width: 384,
  Height: 216,
  Columns: 5,
  Rows: 5,
  IntervalInSeconds: 2,
};
const images = { folder: "x", relativePath: "images", images: ["a.jpg"], thumbnails, warnings: [] };
const paths = [
  "images/a.jpg",
  "manifest.m3u8",
  "manifest.mpd",
  "text/en.vtt",
  "thumbnails/1.jpg",
  "thumbnails/thumbnails.vtt",
  "video/1.m4s",
  "video/playlist.m3u8",
];

function planOf(picturesElsewhere: boolean) {
  const outputs = paths.map((path) => ({ path, localPath: `/w/${path}`, sizeBytes: 1 }));
  const { steps, pictures } = planPublication({ outputs, manifests, images, picturesElsewhere });
  const pathsOf = (files: readonly { path: string }[]) => files.map(({ path }) => path);
  return { steps: steps.map(pathsOf), pictures: pathsOf(pictures) };
}

test("media comes first, then what lists it, and the manifests come last", () => {
  assert.deepEqual(planOf(false), {
    steps: [
      ["images/a.jpg", "text/en.vtt", "thumbnails/1.jpg", "video/1.m4s"],
      ["thumbnails/thumbnails.vtt", "video/playlist.m3u8"],
      ["manifest.m3u8", "manifest.mpd"],
    ],
    pictures: [],
  });
});

test("pictures that go elsewhere don't go to the film; thumbnails stay with it", () => {
  const { steps, pictures } = planOf(true);
  assert.deepEqual(pictures, ["images/a.jpg"]);
  assert.deepEqual(steps[0], ["text/en.vtt", "thumbnails/1.jpg", "video/1.m4s"]);
});
