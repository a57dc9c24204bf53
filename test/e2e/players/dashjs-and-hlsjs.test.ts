import { describePlayback } from "../../support/playback/playback-suite.ts";

// hls.js decrypts none of the protected films: docs/playback.md says so.
describePlayback("dash.js and hls.js play", [
  { player: "dashjs", protection: "clear", manifest: "manifest.mpd" },
  { player: "dashjs", protection: "cenc", manifest: "manifest.mpd" },
  { player: "dashjs", protection: "cbcs", manifest: "manifest.mpd" },
  { player: "hlsjs", protection: "clear", manifest: "manifest.m3u8" },
]);
