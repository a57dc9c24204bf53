import { createServer } from "node:tls";
import { connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";

/** Self-signed, for localhost and 127.0.0.1; serves tests only and is trusted by nobody else. */
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUG80JitzrqLcfgvSAS+yRebpH82swCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA2NDEwNFoYDzIxMjYxMDMw
MDY0MTA0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARuH4fxwdkUw32gXtxMe1SfyOSY4vJcO4qvFPcVjNHLGBwDO8Fi9NKR
IavUc0pnJ2h79RwleEdu8ApmnFvHwyIpo28wbTAdBgNVHQ4EFgQUqEb6Ca+bph9i
27COEMvzIYfRchYwHwYDVR0jBBgwFoAUqEb6Ca+bph9i27COEMvzIYfRchYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhANg3J9EcaZvnkVzC63Z1MdOHV7l7Ko7FzqTEHpwqZi86AiBC
iq/ozaQB6Ds1Qh/UjDO536gzq9zU8CcjlF81/xHB6A==
-----END CERTIFICATE-----`;

const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOogt6w+rk50sVRrj
ZRMpTJ0VedajwdllguWzXKo21wChRANCAARuH4fxwdkUw32gXtxMe1SfyOSY4vJc
O4qvFPcVjNHLGBwDO8Fi9NKRIavUc0pnJ2h79RwleEdu8ApmnFvHwyIp
-----END PRIVATE KEY-----`;

/** Speaks TLS in front of a plain port of 127.0.0.1. */
export async function startTlsFront(plainPort: number): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, (outer) => {
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
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
