import { once } from "node:events";
import { createServer as createPlainServer, type AddressInfo, type Server } from "node:net";
import { it } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import type { MessagePublisher } from "@reelbus/contracts";
import { withLeakCheck } from "@reelbus/testing";
import { assertRefused } from "./testing/assertions.ts";
import { checkOf } from "./testing/calls.ts";
import { webhookSettings } from "./webhook/testing/webhook-settings.ts";

const webhook = (port: number): MessagePublisher => webhookSettings(`https://127.0.0.1:${port}/`);
const rabbitMq = (port: number): MessagePublisher => ({
  Type: "RabbitMq",
  Format: "Json",
  Protocol: "amqps",
  Host: "127.0.0.1",
  Port: port,
  VirtualHost: "/",
  Queue: "events",
  CredentialsProtection: "Unencrypted",
});

for (const settingsFor of [webhook, rabbitMq])
  it(
    `${settingsFor(0).Type} comes back to a TLS server that has no certificate and breaks the handshake off`,
    withLeakCheck(() => assertCheckRefused(createTlsServer({}), settingsFor, true)),
  );

it(
  "RabbitMq does not come back to a server that speaks no TLS",
  withLeakCheck(() =>
    assertCheckRefused(
      createPlainServer((socket) =>
        socket
          .on("error", () => undefined)
          .resume()
          .end("AMQP\0\0\x09\x01"),
      ),
      rabbitMq,
      false,
    ),
  ),
);

async function assertCheckRefused(
  server: Server,
  settingsFor: (port: number) => MessagePublisher,
  retryable: boolean,
): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await assertRefused(checkOf(settingsFor(port)), "bad-response", retryable);
  } finally {
    server.close();
    await once(server, "close");
  }
}
