import { findProgram, waitFor } from "@reelbus/testing";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import type { PageServer, PlayerName } from "./page-server.ts";

const LAUNCH_TIMEOUT_MS = 60_000;
/** For one question to a page; a bound, not an expectation. */
const ANSWER_TIMEOUT_MS = 60_000;
const CONDITION_TIMEOUT_MS = 60_000;

/** What the video element shows and does. */
export interface PlaybackState {
  readonly currentTime: number;
  readonly paused: boolean;
  /** Not seeking, and with a picture of the current time. */
  readonly settled: boolean;
  /** Pixels of the rung that is shown. */
  readonly height: number;
  readonly decodedFrames: number;
}

/** A page with a player. */
export interface PlayerPage extends AsyncDisposable {
  /** Calls a function of the page's driver (`pages/*.js`). */
  ask(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  state(): Promise<PlaybackState>;
  /** Waits until the state is as wanted; fails at once when the player reports an error. */
  until(what: string, isSo: (state: PlaybackState) => boolean): Promise<PlaybackState>;
  /** Waits until the driver's answer is as wanted. */
  untilAnswer(what: string, name: string, isSo: (answer: unknown) => boolean): Promise<void>;
  errors(): Promise<readonly string[]>;
  /** Waits until the film's plate has a brightness, as a viewer sees it: in a screenshot, encrypted or not. */
  untilSeen(what: string, isSo: (brightness: number) => boolean): Promise<void>;
}

/** Starts a browser without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    headless: true,
    timeout: LAUNCH_TIMEOUT_MS,
    // As root, Chromium's sandbox can't be used; a container's /dev/shm is small.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--mute-audio", "--autoplay-policy=no-user-gesture-required"],
  });
}

/** Opens a page with a player, and waits for its driver. */
export async function openPlayer(browser: Browser, server: PageServer, player: PlayerName): Promise<PlayerPage> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(server.pageUrl(player), { waitUntil: "load", timeout: ANSWER_TIMEOUT_MS });
    await page.waitForFunction("globalThis.driver !== undefined", undefined, { timeout: ANSWER_TIMEOUT_MS });
    return playerPage(page, () => context.close());
  } catch (error) {
    await context.close();
    throw error;
  }
}

function playerPage(page: Page, close: () => Promise<void>): PlayerPage {
  const ask: PlayerPage["ask"] = (name, ...args) =>
    bounded(page.evaluate(`driver.${name}(...${JSON.stringify(args)})`), name);
  const state = async () => (await ask("state")) as PlaybackState;
  const errors = async () => (await ask("errors")) as string[];
  const wait = async (what: string, isSo: () => Promise<boolean>) => {
    let found: readonly string[] = [];
    await waitFor(async () => (await isSo()) || (found = await errors()).length > 0, {
      what,
      timeoutMs: CONDITION_TIMEOUT_MS,
      intervalMs: 50,
    });
    if (found.length > 0) throw new Error(`instead of ${what}: ${found.join("; ")}`);
  };
  return {
    ask,
    state,
    errors,
    untilSeen: (what, isSo) =>
      wait(what, async () => {
        const picture = await page.locator("video").screenshot({ timeout: ANSWER_TIMEOUT_MS });
        const url = `data:image/png;base64,${picture.toString("base64")}`;
        return isSo(Number(await ask("pictureBrightness", url)));
      }),
    until: async (what, isSo) => {
      let last = await state();
      await wait(what, async () => isSo((last = await state())));
      return last;
    },
    untilAnswer: (what, name, isSo) => wait(what, async () => isSo(await ask(name))),
    [Symbol.asyncDispose]: close,
  };
}

/** Debian calls it chromium; elsewhere there may be Google's own build. @throws {Error} that says how to install it. */
function findBrowser(): string {
  const others = ["google-chrome", "google-chrome-stable", "chromium-browser"];
  const folders = ["/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/snap/bin"];
  const applications = ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  return findProgram("chromium", [
    ...folders.flatMap((folder) => others.map((name) => join(folder, name))),
    ...applications,
  ]);
}

/** A page that hangs answers nothing. */
async function bounded<T>(answer: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the page did not answer ${what}`)), ANSWER_TIMEOUT_MS);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
