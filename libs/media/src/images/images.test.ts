import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { VideoStream } from "@reelbus/contracts";
import { ffmpegArguments } from "../encoding/ffmpeg-command.ts";
import { INPUT_LIMITS } from "../encoding/input-limits.ts";
import { sampleMapping, sampleVideo } from "../testing/sample-mapping.ts";
import { planImages } from "./plan-images.ts";
import { pictureCommand, planPictures } from "./plan-pictures.ts";
import { planThumbnails, sheetsCommand, type ThumbnailGrid } from "./plan-thumbnails.ts";
import { thumbnailIndex } from "./thumbnail-index.ts";
import { addThumbnailsToHls, addThumbnailsToMpd, imagePlaylist } from "./thumbnail-manifests.ts";

function film(settings: Partial<VideoStream> = {}): VideoStream {
  return sampleVideo({ Width: 1920, Height: 804, DurationInSeconds: 20, ...settings });
}

const START = ["-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y", "-progress", "pipe:1", ...INPUT_LIMITS];
const SIZE = { Generate: true, Width: 384, Height: 216 };

describe("planPictures", () => {
  it("numbers pictures from 1 and takes the last frame at 100 %", () => {
    const asked = { Quality: 85, Intervals: [0, 12.45, 100], Pattern: "at_%.jpg" };
    assert.deepEqual(planPictures(film(), 20, asked), [
      { name: "at_1.jpg", file: "images/at_1.jpg", frame: 0, atSeconds: 0 },
      { name: "at_2.jpg", file: "images/at_2.jpg", frame: 62, atSeconds: 2.48 },
      { name: "at_3.jpg", file: "images/at_3.jpg", frame: 499, atSeconds: 19.96 },
    ]);
    assert.deepEqual(planPictures(film(), 0.02, asked).at(-1)?.atSeconds, 0);
  });

  it("writes each frame once, under its number, as the encoder comes by it", () => {
    const asked = { Quality: 85, Intervals: [50, 0, 50], Pattern: "at_%.jpg" };
    assert.deepEqual(planImages(sampleMapping({ video: film({ Interlaced: true }) }), { ImageExtraction: asked }), [
      {
        filters: String.raw`select=eq(n\,0)+eq(n\,250),scale=1920:804,setsar=1,format=yuvj420p`,
        options: [
          ...["-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", "6", "-flags:v", "+bitexact"],
          ...["-fflags", "+bitexact", "-f", "image2", "-frame_pts", "1"],
        ],
        file: "images/pictures/%d.jpg",
      },
    ]);
  });

  it("seeks in the source before it decodes, and takes one frame in the size as shown", () => {
    const picture = { name: "a.jpg", file: "images/a.jpg", frame: 63, atSeconds: 2.5 };
    const seen = pictureCommand(film(), picture, 85, "/in/film.mp4", 0);
    assert.deepEqual(ffmpegArguments(seen), [
      ...[...START, "-ss", "2.48", "-i", "file:/in/film.mp4"],
      ...["-filter_complex", "[0:0]scale=1920:804,setsar=1,format=yuvj420p[picture]", "-map", "[picture]"],
      ...[
        "-t",
        "0.04",
        "-fps_mode",
        "passthrough",
        "-c:v",
        "mjpeg",
        "-q:v",
        "6",
        "-flags:v",
        "+bitexact",
        "-fflags",
        "+bitexact",
      ],
      ...["-f", "image2", "-update", "1", "file:images/a.jpg"],
    ]);
    const searched = ffmpegArguments(pictureCommand(film({ Interlaced: true }), picture, 1, "/in/film.mp4", Infinity));
    assert.equal(searched[searched.indexOf("-ss") + 1], "0");
    assert.equal(searched[searched.indexOf("-t") + 1], "2.52");
    assert.equal(searched[searched.indexOf("-q:v") + 1], "31");
    assert.match(searched.join(" "), /\[0:0\]bwdif=mode=send_frame:deint=all,scale/u);
  });
});

describe("planThumbnails", () => {
  const gridOf = (seconds: number, asked = {}) => {
    const grid = planThumbnails(seconds, { ...SIZE, ...asked });
    return `${grid.count} in ${grid.sheets} x ${grid.columns}x${grid.rows} every ${grid.intervalSeconds}`;
  };

  it("takes one every 2 s below a minute, every 5 s up to half an hour, every 10 s above", () => {
    assert.equal(gridOf(20), "10 in 1 x 10x1 every 2");
    assert.equal(gridOf(59.9), "30 in 1 x 10x3 every 2");
    assert.equal(gridOf(60), "12 in 1 x 10x2 every 5");
    assert.equal(gridOf(1800), "360 in 4 x 10x10 every 5");
    assert.equal(gridOf(1801), "181 in 2 x 10x10 every 10");
  });

  it("keeps the grid small for short films and large thumbnails", () => {
    assert.equal(gridOf(0.5), "1 in 1 x 1x1 every 2");
    assert.equal(gridOf(5), "3 in 1 x 3x1 every 2");
    assert.equal(gridOf(20, { Width: 1920, Height: 1080, DurationInSeconds: 0.5 }), "40 in 7 x 2x3 every 0.5");
    assert.equal(gridOf(20, { Width: 7680, Height: 4320 }), "10 in 10 x 1x1 every 2");
  });

  it("takes them one by one, letterboxed to the size asked for, and puts them together afterwards", () => {
    const mapping = sampleMapping({ video: film({ Interlaced: true }) });
    assert.deepEqual(planImages(mapping, { Thumbnails: SIZE }), [
      {
        filters: "fps=1/2:start_time=0:round=up,scale=384:161,setsar=1,format=yuvj420p,pad=384:216:0:27",
        options: [
          ...["-frames:v", "10", "-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", "2"],
          ...["-flags:v", "+bitexact", "-fflags", "+bitexact", "-f", "matroska"],
        ],
        file: "images/thumbnails.mkv",
      },
    ]);
    assert.deepEqual(planImages(mapping, { Thumbnails: { ...SIZE, Generate: false } }), []);
    assert.deepEqual(ffmpegArguments(sheetsCommand(planThumbnails(20, SIZE), "/images/thumbnails.mkv")), [
      ...[...START, "-i", "file:/images/thumbnails.mkv", "-filter_complex", "[0:0]tile=10x1[sheets]"],
      ...["-map", "[sheets]", "-frames:v", "1", "-fps_mode", "passthrough"],
      ...["-c:v", "mjpeg", "-q:v", "8", "-flags:v", "+bitexact", "-fflags", "+bitexact", "-f", "image2"],
      "file:thumbnails/%d.jpg",
    ]);
  });
});

describe("the thumbnails' index and manifests", () => {
  const grid: ThumbnailGrid = {
    width: 100,
    height: 50,
    columns: 2,
    rows: 1,
    intervalSeconds: 1800,
    count: 3,
    sheets: 2,
    durationSeconds: 4000.25,
  };
  const sheetBytes = [9000, 4500];

  it("points each time at its tile", () => {
    assert.equal(
      thumbnailIndex(grid),
      "WEBVTT\n\n" +
        "00:00:00.000 --> 00:30:00.000\n1.jpg#xywh=0,0,100,50\n\n" +
        "00:30:00.000 --> 01:00:00.000\n1.jpg#xywh=100,0,100,50\n\n" +
        "01:00:00.000 --> 01:06:40.250\n2.jpg#xywh=0,0,100,50\n",
    );
  });

  it("are an image playlist and a stream of the master playlist in HLS", () => {
    assert.equal(
      imagePlaylist(grid),
      "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:3600\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n" +
        "#EXT-X-IMAGES-ONLY\n" +
        "#EXTINF:3600.000,\n#EXT-X-TILES:RESOLUTION=100x50,LAYOUT=2x1,DURATION=1800.000\n1.jpg\n" +
        "#EXTINF:400.250,\n#EXT-X-TILES:RESOLUTION=100x50,LAYOUT=2x1,DURATION=1800.000\n2.jpg\n" +
        "#EXT-X-ENDLIST\n",
    );
    assert.equal(
      addThumbnailsToHls("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo.m3u8\n", grid, sheetBytes),
      "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo.m3u8\n\n" +
        '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=20,RESOLUTION=100x50,CODECS="jpeg",URI="thumbnails/playlist.m3u8"\n',
    );
  });

  it("are an adaptation set of whole sheets in DASH", () => {
    const mpd = "<MPD>\n  <Period>\n    <AdaptationSet/>\n  </Period>\n</MPD>\n";
    assert.equal(
      addThumbnailsToMpd(mpd, grid, sheetBytes),
      "<MPD>\n  <Period>\n    <AdaptationSet/>\n" +
        '    <AdaptationSet contentType="image" mimeType="image/jpeg">\n' +
        '      <SegmentTemplate media="thumbnails/$Number$.jpg" timescale="1000" duration="3600000" startNumber="1"/>\n' +
        '      <Representation id="thumbnails" bandwidth="20" width="200" height="50">\n' +
        '        <EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" value="2x1"/>\n' +
        "      </Representation>\n    </AdaptationSet>\n  </Period>\n</MPD>\n",
    );
    assert.throws(() => addThumbnailsToMpd("<MPD></MPD>", grid, sheetBytes));
  });
});
