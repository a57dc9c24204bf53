import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A port of 127.0.0.1 that leads to another one, as a cable that can be cut. */
export interface Cable extends AsyncDisposable {
  readonly port: number;
  /** Connections that clients hold open. */
  readonly open: number;
  /** Connections that ever were. */
  readonly taken: number;
  /** What all clients together have sent so far, whether it came through or vanished. */
  readonly sentBytes: number;
  /**
   * From here on nothing comes through, in either direction, and no client is told: what it sends vanishes, its
   * connections stay open for good without an answer, and so do those that it makes while the cable is cut. The other side
   * loses its connections.
   */
  cut(): void;
  /** New connections lead to the other side again. */
  mend(): void;
}

/** Lays a cable to a port of 127.0.0.1. */
export async function layCable(farPort: number): Promise<Cable> {
  const near = new Set<Socket>();
  const far = new Set<Socket>();
  let isCut = false;
  let taken = 0;
  let sentBytes = 0;
  const server = createServer({ noDelay: true }, (client) => {
    taken += 1;
    near.add(client);
    client.on("close", () => near.delete(client)).on("error", () => undefined);
    client.on("data", ({ length }: Buffer) => (sentBytes += length)); // this also has its end noticed
    if (!isCut) join(client);
  });
  const join = (client: Socket): void => {
    const other = connect({ host: "127.0.0.1", port: farPort, noDelay: true });
    far.add(other);
    client.pipe(other).pipe(client);
    other.on("error", () => undefined);
    other.on("close", () => {
      // A cable that is cut has forgotten it.
      if (far.delete(other)) client.destroySoon();
    });
    client.on("close", () => other.destroy());
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get open() {
      return near.size;
    },
    get taken() {
      return taken;
    },
    get sentBytes() {
      return sentBytes;
    },
    cut: () => {
      isCut = true;
      const lost = [...far];
      far.clear();
      for (const client of near) client.unpipe().resume();
      for (const other of lost) other.unpipe().destroy();
    },
    mend: () => {
      isCut = false;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of [...near, ...far]) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
