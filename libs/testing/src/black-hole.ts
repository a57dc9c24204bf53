import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** A port of 127.0.0.1 that takes connections and says nothing. */
export interface BlackHole extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open. */
  readonly open: number;
  /** Connections that ever were. */
  readonly taken: number;
}

export async function startBlackHole(): Promise<BlackHole> {
  const sockets = new Set<Socket>();
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    sockets.add(socket.resume().on("error", () => undefined));
    socket.on("close", () => sockets.delete(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get open() {
      return sockets.size;
    },
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
