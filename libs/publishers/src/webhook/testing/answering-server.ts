import { once } from "node:events";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server that gives every request the same answer. */
export interface AnsweringServer extends AsyncDisposable {
  readonly url: string;
  /** The requests that it has answered. */
  readonly requests: readonly IncomingMessage[];
  /** How many connections were made to it. */
  readonly connections: number;
}

export async function startAnswering(
  status: number,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = "",
): Promise<AnsweringServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    request.once("end", () => response.writeHead(status, headers).end(body));
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
