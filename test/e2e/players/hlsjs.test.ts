import { describePlayback } from "../../support/playback/playback-suite.ts";

// It decrypts none of our protected films: docs/playback.md says so.
describePlayback("hlsjs", [{ protection: "clear", manifest: "manifest.m3u8" }]);
