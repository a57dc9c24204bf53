import { childProcesses } from "@reelbus/testing";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { brightnessAt, CUE_TEXTS, secondOfBrightness, TONES_HZ } from "../clock-film.ts";
import {
  CONTENT_KEY,
  KEY_ID,
  publishClockFilms,
  THUMBNAIL,
  type Protection,
  type PublishedFilms,
} from "../clock-jobs.ts";
import { launchBrowser, openPlayer, type PlayerPage } from "./browser.ts";
import { startPageServer, type PageServer, type PlayerName } from "./page-server.ts";

/** What is to be played by what. */
export interface PlayedManifest {
  readonly player: PlayerName;
  readonly protection: Protection;
  readonly manifest: "manifest.mpd" | "manifest.m3u8";
}

/** What holds while a file's tests run. */
export interface Stage {
  readonly server: PageServer;
  readonly browser: Browser;
  readonly films: PublishedFilms<Protection>;
}

/** The key as docs/playback.md takes it. */
const KEY = [KEY_ID.replaceAll("-", ""), CONTENT_KEY.toString("hex")] as const;
const HEIGHTS = [90, 136, 180];
/** Between two lines of the meter's spectrum, with room. */
const TONE_TOLERANCE_HZ = 100;

/**
 * The tests that each player has to pass with each manifest: it plays, switches rung, language and text, shows thumbnails
 * and seeks. Films are made once, and one browser serves them all.
 */
export function describePlayback(
  name: string,
  manifests: readonly PlayedManifest[],
  more: (stage: () => Stage) => void = () => undefined,
): void {
  describe(name, () => {
    let stage: Stage | undefined;
    const staged = () => stage ?? assert.fail("the stage was not set");

    before(async () => {
      const wanted = manifests.map(({ protection }) => [protection, protection] as const);
      const films = await publishClockFilms(Object.fromEntries(wanted) as Record<Protection, Protection>);
      const server = await startPageServer(films.folder);
      stage = { films, server, browser: await launchBrowser() };
    });
    after(async () => {
      await stage?.browser.close();
      await stage?.server[Symbol.asyncDispose]();
      await stage?.films[Symbol.asyncDispose]();
      assert.deepEqual(childProcesses(), []);
    });

    for (const played of manifests) describeFilm(played, staged);
    more(staged);
  });
}

function describeFilm({ player, protection, manifest }: PlayedManifest, stage: () => Stage): void {
  describe(`${player}: ${protection}, ${manifest}`, () => {
    let page: PlayerPage;

    before(async () => {
      const { browser, server } = stage();
      page = await openPlayer(browser, server, player);
      const key = protection === "clear" ? [] : KEY;
      await page.ask("open", server.filmUrl(`${protection}/${manifest}`), ...key);
    });
    after(() => page[Symbol.asyncDispose]());

    it("finds all rungs and languages", async () => {
      assert.deepEqual(((await page.ask("heights")) as number[]).toSorted(ascending), HEIGHTS);
      assert.deepEqual(((await page.ask("audioLanguages")) as string[]).toSorted(), ["de", "en"]);
      assert.deepEqual(((await page.ask("textLanguages")) as string[]).toSorted(), ["de", "en"]);
    });

    it("advances, with decoded frames", async () => {
      await page.ask("play");
      await page.until("the film to play", (state) => state.currentTime > 1.2 && state.decodedFrames > 20);
    });

    for (const height of [90, 180]) {
      it(`switches to the rung of ${height} lines`, async () => {
        await page.ask("selectHeight", height);
        await page.until(`a picture of ${height} lines`, (state) => state.height === height);
      });
    }

    for (const language of ["de", "en"] as const) {
      it(`switches the sound to ${language}`, async () => {
        await page.ask("selectAudio", language);
        const isHeard = (hertz: unknown) => Math.abs(Number(hertz) - TONES_HZ[language]) < TONE_TOLERANCE_HZ;
        await page.untilAnswer(`the tone of ${language}`, "heardTone", isHeard);
      });

      it(`shows text in ${language}, in its time`, async () => {
        await page.ask("showText", language);
        await page.untilAnswer(`a text in ${language}`, "shownText", (shown) => isTextOf(language, shown));
      });
    }

    it("shows the thumbnail of a time", async () => {
      for (const seconds of [1, 5, 11]) {
        const interval = THUMBNAIL.DurationInSeconds;
        const brightness = Number(await page.ask("thumbnailBrightness", seconds));
        const told = secondOfBrightness(brightness);
        assert.equal(told, Math.floor(seconds / interval) * interval, `at ${seconds} s: brightness ${brightness}`);
      }
    });

    it("shows the right picture after seeking, late and early", async () => {
      await page.ask("pause");
      for (const seconds of [9.5, 2.5]) {
        await page.ask("seek", seconds);
        await page.until(`${seconds} s`, (state) => state.settled && Math.abs(state.currentTime - seconds) < 0.05);
        await page.untilSeen(`the picture of ${seconds} s`, (brightness) => {
          return Math.abs(brightness - brightnessAt(seconds)) < 5;
        });
      }
    });

    it("has reported no error", async () => assert.deepEqual(await page.errors(), []));
  });
}

/** The cues that are shown are those of the time: each tells its second, from 1. */
function isTextOf(language: keyof typeof CUE_TEXTS, shown: unknown): boolean {
  const { currentTime, cues } = shown as { currentTime: number; cues: string[] };
  const expected = `${CUE_TEXTS[language]} ${Math.floor(currentTime) + 1}`;
  return cues.length === 1 && cues[0] === expected;
}

function ascending(one: number, other: number): number {
  return one - other;
}
