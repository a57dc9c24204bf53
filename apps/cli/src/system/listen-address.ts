import { cantListen } from "@reelbus/kit";
import { once } from "node:events";
import { createServer } from "node:net";

/** Where the API is to listen. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Looks whether the address can be listened on, before servers are started that would have to end again at once. Who takes
 * it from now on is told by the API itself.
 *
 * @throws StartError that names the address and what to do
 */
export async function checkAddress(address: Address): Promise<void> {
  const server = createServer().listen(address.port, address.host);
  await once(server, "listening").catch(namingOptions(address));
  server.close();
  await once(server, "close");
}

/** For the `catch` of what listens. */
export function namingOptions(address: Address): (error: unknown) => never {
  return cantListen(address, { host: "--host", port: "--port" });
}
