import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { createServer } from "node:tls";
import { makeCertificate, withLeakCheck } from "@reelbus/testing";
import { trustAlso } from "../testing/trust-also.ts";
import { Wire } from "./wire.ts";

for (const [host, expected] of [
  ["localhost", "localhost"],
  ["127.0.0.1", false], // RFC 6066 permits names alone
] as const)
  it(
    `tells a TLS server at ${host} ${expected === false ? "no name" : "the name that it was called by"}`,
    withLeakCheck(async () => assert.deepEqual(await serverNameFor(host), expected)),
  );

/** The SNI that reaches a server which then ends the connection; false for none. */
async function serverNameFor(host: string): Promise<unknown> {
  const { certificate, key } = await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]);
  using _trust = trustAlso(certificate);
  const told: unknown[] = [];
  await using server = createServer({ cert: certificate, key }, (socket) => {
    told.push(socket.servername);
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { promise: lost, resolve } = Promise.withResolvers<Error | undefined>();
  const connection = { host, port, keyName: "send", key: "key", entityPath: null, tls: true };
  new Wire(connection, new AbortController().signal, resolve);
  await lost;
  return told[0];
}
