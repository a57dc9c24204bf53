import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { MessagePublisher } from "@reelbus/contracts";
import { makeTempFolder, sharedRabbitMq, startWebhookReceiver, withLeakCheck } from "@reelbus/testing";
import { checkInProgram } from "./testing/check-in-program.ts";
import { makeRabbitMqQueue, rabbitMqSettings } from "./testing/index.ts";
import { startTlsFront } from "./testing/tls-front.ts";

describe("NODE_EXTRA_CA_CERTS makes a certificate trusted", () => {
  it("of a broker", async () => {
    const broker = await sharedRabbitMq();
    await using queue = await makeRabbitMqQueue(broker);
    await using front = await startTlsFront(broker.port);
    const overTls = { Queue: queue.name, Protocol: "amqps", Port: front.port } as const;
    await assertTrustedWith(front.certificate, rabbitMqSettings(broker, overTls));
  });

  it(
    "of a webhook",
    withLeakCheck(async () => {
      await using receiver = await startWebhookReceiver({ tls: true });
      const { url, secret, certificate } = receiver;
      await assertTrustedWith(certificate ?? "", { Type: "Webhook", Format: "Json", Url: url, Secret: secret });
    }),
  );
});

async function assertTrustedWith(certificate: string, settings: MessagePublisher): Promise<void> {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "authority.pem");
  await writeFile(file, certificate);
  assert.equal(await checkInProgram(settings, {}), "untrusted-certificate");
  assert.equal(await checkInProgram(settings, { NODE_EXTRA_CA_CERTS: file }), "fine");
}
