import { childProcesses, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { publishClockFilms } from "../../support/clock-jobs.ts";
import { checkout, startCommand } from "../../support/command-line.ts";
import { launchBrowser } from "../../support/playback/browser.ts";

/** What the documents serve films with. */
const SERVER = "sirv-cli";

const TIMEOUT_MS = 60_000;
const FILES = ["README.md", "docs/playback.md"];
const SHAKA = join(checkout, "node_modules/shaka-player");

/** What is said after `npx` to serve the folder of the examples. */
async function documentedServer(file: string): Promise<string> {
  return new RegExp(`^npx (${SERVER} .*)$`, "mu").exec(await readFile(join(checkout, file), "utf8"))?.[1] ?? "";
}

/** Starts it as it stands, but for another folder; when the port is taken it finds one by itself. */
async function serve(folder: string) {
  const [, ...args] = (await documentedServer("README.md")).replace("/tmp/reelbus/published", folder).split(" ");
  const server = startCommand(join(checkout, "node_modules/.bin/sirv"), args);
  const localUrl = () => /Local: +(http:\S+)/u.exec(server.output().stdout)?.[1];
  return {
    url: () => waitFor(localUrl, { what: "the server to listen", timeoutMs: TIMEOUT_MS }),
    [Symbol.asyncDispose]: async () => {
      server.child.kill("SIGTERM");
      await server.ended;
    },
  };
}

describe("the page that plays a film", () => {
  it("is served by the same command wherever it is documented", async () => {
    const [first, ...others] = await Promise.all(FILES.map(documentedServer));
    assert.ok(first);
    for (const other of others) assert.equal(other, first);
  });

  it("plays it, with the player that the tests play by in place of the network's", async () => {
    await using films = await publishClockFilms({ clear: "clear" });
    await copyFile(join(checkout, "docs/watch.html"), join(films.folder, "watch.html"));
    await using server = await serve(films.folder);
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const { version } = JSON.parse(await readFile(join(SHAKA, "package.json"), "utf8")) as { version: string };
      const cdn = `https://cdn.jsdelivr.net/npm/shaka-player@${version}/`;
      await page.route(`${cdn}**`, (route) =>
        route.fulfill({ path: join(SHAKA, route.request().url().slice(cdn.length)) }),
      );
      await page.goto(`${await server.url()}/watch.html?clear/manifest.mpd`, { timeout: TIMEOUT_MS });
      const until = (condition: string) =>
        page.waitForFunction(`document.querySelector("video").${condition}`, undefined, { timeout: TIMEOUT_MS });
      await until("readyState > 0");
      await page.evaluate(`document.querySelector("video").play()`);
      await until("currentTime > 1");
    } finally {
      await browser.close();
    }
    await server[Symbol.asyncDispose]();
    assert.deepEqual(childProcesses(), []);
  });

  it("may be anywhere else: the server lets every origin read", async () => {
    await using server = await serve(join(checkout, "docs"));
    const answer = await fetch(`${await server.url()}/watch.html`);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  });
});
