import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A web server with one file that it sends whole, or only half of until it is told to go on. */
export interface FileServer extends AsyncDisposable {
  readonly url: string;
  /** Sends the rest to everybody who waits for it. */
  release(): void;
  /** How many clients wait for the rest. */
  waiting(): number;
}

/** Serves `file` as `/film.mp4`; with `holdBack`, the second half waits for `release`. */
export async function serveFile(file: string, options: { readonly holdBack: boolean }): Promise<FileServer> {
  const { size } = await stat(file);
  const held = new Set<() => void>();
  let released = !options.holdBack;
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-length": size, "content-type": "video/mp4" });
    if (request.method === "HEAD") return response.end();
    const half = Math.floor(size / 2);
    if (released) return createReadStream(file).pipe(response);
    createReadStream(file, { end: half - 1 }).pipe(response, { end: false });
    const sendRest = () => createReadStream(file, { start: half }).pipe(response);
    held.add(sendRest);
    return response.once("close", () => held.delete(sendRest));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.mp4`,
    release: () => {
      released = true;
      for (const sendRest of held) sendRest();
      held.clear();
    },
    waiting: () => held.size,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
