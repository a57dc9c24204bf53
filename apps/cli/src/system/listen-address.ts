import { once } from "node:events";
import { createServer } from "node:net";

/** Where the API is to listen. */
interface Address {
  readonly host: string;
  readonly port: number;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken; choose another with --port",
  EACCES: "may not be used by this user; choose one above 1023 with --port",
  EADDRNOTAVAIL: "does not exist on this machine; see --host",
};

/**
 * Looks whether the address can be listened on, before servers are started that would have to end again at once. Who takes
 * it from now on is told by the API itself.
 *
 * @throws Error that names the address and what to do
 */
export async function checkAddress(address: Address): Promise<void> {
  const server = createServer().listen(address.port, address.host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw listenProblem(error, address);
  }
  server.close();
  await once(server, "close");
}

/** What is wrong with the address, where that is the trouble. */
export function listenProblem(error: unknown, { host, port }: Address): unknown {
  const problem = PROBLEMS[(error as NodeJS.ErrnoException).code ?? ""];
  return problem === undefined ? error : new Error(`the address ${host}:${port} ${problem}`, { cause: error });
}
