import { once } from "node:events";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server whose every request a test answers. */
export interface AnsweringServer extends AsyncDisposable {
  readonly url: string;
  /** The requests that it has been sent, those included that got no answer. */
  readonly requests: readonly IncomingMessage[];
  /** How many connections were made to it. */
  readonly connections: number;
}

/** Gives every request the same answer. */
export function startAnswering(
  status: number,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = "",
): Promise<AnsweringServer> {
  return startServer((_, response) => response.writeHead(status, headers).end(body));
}

/** Calls `answer` for each request that has come whole. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<AnsweringServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume().once("end", () => answer(request, response));
  });
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
