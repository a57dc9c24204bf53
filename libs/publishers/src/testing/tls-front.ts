import { createServer } from "node:tls";
import { connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { makeCertificate } from "@reelbus/testing";

/** TLS in front of a plain port. */
export interface TlsFront extends AsyncDisposable {
  readonly port: number;
  /** Its self-signed certificate, PEM, for localhost and 127.0.0.1; nobody trusts it by itself. */
  readonly certificate: string;
}

/** Speaks TLS in front of a plain port of 127.0.0.1. */
export async function startTlsFront(plainPort: number): Promise<TlsFront> {
  const { certificate, key } = await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]);
  const sockets = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (outer) => {
    const inner = connect(plainPort, "127.0.0.1");
    outer.pipe(inner).pipe(outer);
    outer.on("error", () => inner.destroy());
    inner.on("error", () => outer.destroy());
  });
  server.on("tlsClientError", () => undefined); // clients that don't trust us
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    certificate,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
