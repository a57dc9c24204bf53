import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** A port that takes connections and says nothing. */
export interface BlackHole extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made to it. */
  readonly taken: number;
}

export async function openBlackHole(): Promise<BlackHole> {
  const sockets = new Set<Socket>();
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    sockets.add(socket.resume().on("error", () => undefined));
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get taken() {
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
