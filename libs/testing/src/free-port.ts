import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A TCP port of 127.0.0.1 that was free a moment ago. Somebody else may take it first: a launcher retries.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port");
  server.close();
  await once(server, "close");
  return address.port;
}
