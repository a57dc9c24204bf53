import assert from "node:assert/strict";
import { it } from "node:test";
import { KEY_ID } from "../../support/clock-jobs.ts";
import { openPlayer } from "../../support/playback/browser.ts";
import { describePlayback } from "../../support/playback/playback-suite.ts";

const WRONG_KEY = "ff".repeat(16);

describePlayback(
  "Shaka Player plays",
  [
    { player: "shaka", protection: "clear", manifest: "manifest.mpd" },
    { player: "shaka", protection: "cenc", manifest: "manifest.mpd" },
    { player: "shaka", protection: "cbcs", manifest: "manifest.mpd" },
    { player: "shaka", protection: "clear", manifest: "manifest.m3u8" },
    { player: "shaka", protection: "cenc", manifest: "manifest.m3u8" },
    { player: "shaka", protection: "cbcs", manifest: "manifest.m3u8" },
  ],
  (stage) => {
    for (const manifest of ["manifest.mpd", "manifest.m3u8"]) {
      it(`nothing without the right key: cbcs, ${manifest}`, async () => {
        const { browser, server } = stage();
        await using page = await openPlayer(browser, server, "shaka");
        const url = server.filmUrl(`cbcs/${manifest}`);
        await page.ask("open", url, KEY_ID.replaceAll("-", ""), WRONG_KEY).catch(() => undefined);
        await page.ask("play");
        await assert.rejects(
          page.until("the film to play", (state) => state.decodedFrames > 0),
          /instead of the film to play: /u,
        );
      });
    }
  },
);
