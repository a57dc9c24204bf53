import { describePlayback } from "../../support/playback/playback-suite.ts";

describePlayback("dashjs", [
  { protection: "clear", manifest: "manifest.mpd" },
  { protection: "cenc", manifest: "manifest.mpd" },
  { protection: "cbcs", manifest: "manifest.mpd" },
]);
