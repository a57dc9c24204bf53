import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real HTTP server of a test's own. */
export interface FileServer extends AsyncDisposable {
  /** Without a final slash. */
  readonly url: string;
  /** The requests so far, for example `HEAD /film.mp4`, in order. */
  readonly requests: readonly string[];
  urlOf(path: string): string;
  stop(): Promise<void>;
}

/**
 * Serves files with HEAD, ranges and validators, as a web server does.
 *
 * @param intercept answers a request in another way when it returns true
 */
export async function startFileServer(
  files: ReadonlyMap<string, Buffer>,
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<FileServer> {
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    if (!intercept(request, response)) serve(files, request, response);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url,
    requests,
    urlOf: (path) => `${url}/${path.split("/").map(encodeURIComponent).join("/")}`,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function serve(files: ReadonlyMap<string, Buffer>, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://server").pathname.slice(1));
  const content = files.get(path);
  if (content === undefined) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${path.length}-${content.length}"`;
  response.setHeader("accept-ranges", "bytes").setHeader("etag", etag);
  const range = rangeOf(request, etag);
  if (range !== null && range.start >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const body = range === null ? content : content.subarray(range.start, range.end + 1);
  const head = { "content-length": body.length };
  if (range === null) response.writeHead(200, head);
  else {
    const contentRange = `bytes ${range.start}-${range.start + body.length - 1}/${content.length}`;
    response.writeHead(206, { ...head, "content-range": contentRange });
  }
  response.end(request.method === "HEAD" ? undefined : body);
}

function rangeOf(request: IncomingMessage, etag: string): { start: number; end: number } | null {
  const found = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? "");
  const condition = request.headers["if-range"];
  if (found === null || (condition !== undefined && condition !== etag)) return null;
  return { start: Number(found[1]), end: found[2] === "" ? Infinity : Number(found[2]) };
}
