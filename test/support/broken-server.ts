import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What is wrong with a server, as the first part of a URL's path. */
export type Fault = "missing" | "forbidden" | "loop" | "silent" | "stalls" | "short";

/** A web server that serves one file, badly. */
export interface BrokenServer extends AsyncDisposable {
  urlOf(fault: Fault): string;
}

/** Sends the head of a whole file, then half of it; `then` says what comes next. */
function half(file: Uint8Array, then: (response: ServerResponse) => void) {
  return (response: ServerResponse, method: string | undefined) => {
    response.writeHead(200, { "content-length": file.length, "content-type": "video/mp4" });
    if (method === "HEAD") response.end();
    else response.write(file.subarray(0, file.length / 2), () => then(response));
  };
}

export async function startBrokenServer(file: Uint8Array): Promise<BrokenServer> {
  const answers: Record<Fault, (response: ServerResponse, method: string | undefined) => void> = {
    missing: (response) => response.writeHead(404).end(),
    forbidden: (response) => response.writeHead(403).end(),
    loop: (response) => response.writeHead(302, { location: "/loop/film.mp4" }).end(),
    silent: () => undefined,
    stalls: half(file, () => undefined),
    short: half(file, (response) => response.destroy()),
  };
  const server = createServer((request, response) => {
    const fault = Object.keys(answers).find((name): name is Fault => request.url?.startsWith(`/${name}/`) === true);
    if (fault === undefined) response.writeHead(500).end();
    else answers[fault](response, request.method);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (fault) => `http://127.0.0.1:${port}/${fault}/film.mp4`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
