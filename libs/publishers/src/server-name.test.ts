import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { createServer } from "node:tls";
import type { MessagePublisher } from "@reelbus/contracts";
import { makeCertificate, withLeakCheck } from "@reelbus/testing";
import { checkOf } from "./testing/calls.ts";
import { trustAlso } from "./testing/trust-also.ts";

const Format = "Json";
const CredentialsProtection = "Unencrypted";
const settingsAt: Readonly<Record<string, (host: string, port: number) => MessagePublisher>> = {
  RabbitMq: (Host, Port) => ({
    Type: "RabbitMq",
    Format,
    Protocol: "amqps",
    Host,
    Port,
    VirtualHost: "/",
    Queue: "events",
    CredentialsProtection,
  }),
  AzureServiceBus: (host, port) => ({
    Type: "AzureServiceBus",
    Format,
    Connection: `Endpoint=sb://${host}:${port};SharedAccessKeyName=send;SharedAccessKey=a2V5`,
    Queue: "events",
  }),
  Ftps: (host, port) => ({
    Type: "Ftps",
    Format,
    UriPath: `ftps://${host}:${port}/events`,
    CredentialsName: "me",
    CredentialsSecret: "secret",
    CredentialsProtection,
  }),
};

for (const [type, at] of Object.entries(settingsAt))
  describe(type, () => {
    for (const [host, expected] of [
      ["localhost", "localhost"],
      ["127.0.0.1", false], // RFC 6066 permits names alone
    ] as const)
      it(
        `tells a TLS server at ${host} ${expected === false ? "no name" : "the name that it was called by"}`,
        withLeakCheck(async () => assert.deepEqual(await serverNameTold((port) => at(host, port)), expected)),
      );
  });

/** The SNI that reaches a server which then ends the connection; false for none. */
async function serverNameTold(settingsFor: (port: number) => MessagePublisher): Promise<unknown> {
  const { certificate, key } = await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]);
  using _trust = trustAlso(certificate);
  const told: unknown[] = [];
  await using server = createServer({ cert: certificate, key }, (socket) => {
    told.push(socket.servername);
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await assert.rejects(checkOf(settingsFor((server.address() as AddressInfo).port)));
  return told[0];
}
