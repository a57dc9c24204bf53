import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkout } from "../command-line.ts";

/** A player that a page is made for. */
export type PlayerName = "shaka" | "dashjs" | "hlsjs";

/** Serves pages with a player, and films. */
export interface PageServer extends AsyncDisposable {
  pageUrl(player: PlayerName): string;
  /** The URL of a file of a film. */
  filmUrl(path: string): string;
}

const PLAYER_SCRIPTS: Readonly<Record<PlayerName, string>> = {
  shaka: "shaka-player/dist/shaka-player.compiled.js",
  dashjs: "dashjs/dist/modern/umd/dash.all.min.js",
  hlsjs: "hls.js/dist/hls.min.js",
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mpd": "application/dash+xml",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".vtt": "text/vtt; charset=utf-8",
  ".mp4": "video/mp4",
  ".m4s": "video/iso.segment",
  ".jpg": "image/jpeg",
};

const pages = fileURLToPath(new URL("pages", import.meta.url));
const packages = join(checkout, "node_modules");

/** Starts a server on a free port of the loopback interface. @param films the folder of the films. */
export async function startPageServer(films: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    content(decodeURIComponent(pathname), films).then(
      (body) => response.writeHead(200, headers(pathname)).end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    pageUrl: (player) => `${origin}/${player}.html`,
    filmUrl: (path) => `${origin}/films/${path}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function headers(pathname: string) {
  return {
    "content-type": CONTENT_TYPES[extname(pathname)] ?? "application/octet-stream",
    "cache-control": "no-store",
  };
}

async function content(path: string, films: string): Promise<string | Buffer> {
  if (path.startsWith("/films/")) return readFile(join(films, path.slice("/films/".length)));
  if (path.startsWith("/pages/")) return readFile(join(pages, path.slice("/pages/".length)));
  if (path === "/playback.js") return documentedFunctions();
  const [, name = "", ending = ""] = /^\/(\w+)\.(html|js)$/u.exec(path) ?? [];
  const player = (Object.keys(PLAYER_SCRIPTS) as PlayerName[]).find((one) => one === name);
  if (player === undefined) throw new Error(`nothing at ${path}`);
  if (ending === "js") return readFile(join(packages, PLAYER_SCRIPTS[player]));
  return [
    `<!doctype html><html><head><link rel="icon" href="data:," /></head>`,
    `<body><video width="320" height="180"></video>`,
    `<script src="${player}.js"></script><script src="playback.js"></script>`,
    `<script type="module" src="pages/${player}.js"></script></body></html>`,
  ].join("\n");
}

/** All code of docs/playback.md, so that what is documented is what is tested. */
async function documentedFunctions(): Promise<string> {
  const text = await readFile(join(checkout, "docs", "playback.md"), "utf8");
  return Array.from(text.matchAll(/```js\n(.*?)```/gsu), ([, code]) => code).join("\n");
}
