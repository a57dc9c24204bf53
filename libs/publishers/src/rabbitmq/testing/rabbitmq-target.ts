import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { MessagePublisher, RabbitMqPublisher as RabbitMqSettings } from "@reelbus/contracts";
import { CLOSED_PORT, RABBITMQ_READER, UNKNOWN_HOST, type SharedServer } from "@reelbus/testing";
import type { ConformanceTarget, Fault } from "../../testing/conformance-target.ts";
import { makeRabbitMqQueue, onRabbitMqChannel } from "./rabbitmq-queue.ts";
import type { RabbitMqLimits } from "../limits.ts";
import { RabbitMqPublisher } from "../rabbitmq-publisher.ts";
import { startTlsFront } from "../../testing/tls-front.ts";

const limitsOf = (limitMs = 3_000): RabbitMqLimits => ({
  connectMs: limitMs,
  answerMs: limitMs,
  closeMs: 500,
  heartbeatSeconds: 60,
});

/**
 * A queue of its own on a test's broker.
 * @param connection how its publishers connect, where they don't do it as the test does
 * @param setShortOfMemory of a broker that nobody else uses: it is what `throttles` takes
 */
export async function createRabbitMqTarget(
  broker: SharedServer,
  format: MessagePublisher["Format"],
  connection: Required<Pick<RabbitMqSettings, "Protocol">> & { readonly Port: number } = {
    Protocol: "amqp",
    Port: broker.port,
  },
  setShortOfMemory?: (isShort: boolean) => Promise<void>,
): Promise<ConformanceTarget> {
  const queue = await makeRabbitMqQueue(broker);
  const settings: RabbitMqSettings = { ...queue.settings, ...connection, Format: format };
  const opened = new AsyncDisposableStack();
  opened.use(queue);
  let isThrottling = false;
  const throttle = async (wanted: boolean): Promise<void> => {
    if (wanted === isThrottling) return;
    assert.ok(setShortOfMemory, "skip this case where others use the broker");
    if (wanted) isThrottling = true; // before, so that it is ended even when only the answer fails
    await setShortOfMemory(wanted);
    isThrottling = wanted;
  };
  opened.defer(() => throttle(false));
  return {
    port: connection.Port,
    open: (Port = connection.Port, limitMs) => new RabbitMqPublisher({ ...settings, Port }, limitsOf(limitMs)),
    openFaulty: async (fault) => {
      if (fault === "throttles") await throttle(true);
      return new RabbitMqPublisher(await faultySettings(broker, settings, fault, opened), limitsOf());
    },
    endThrottling: () => throttle(false),
    received: () => queue.received(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function faultySettings(
  broker: SharedServer,
  settings: RabbitMqSettings,
  fault: Fault,
  opened: AsyncDisposableStack,
): Promise<RabbitMqSettings> {
  const exchange = `exchange-${randomUUID()}`;
  const { Queue: _, ...withoutQueue } = settings;
  switch (fault) {
    case "wrong credentials":
      return { ...settings, CredentialsSecret: "not the password" };
    case "missing permission":
      return { ...settings, CredentialsName: RABBITMQ_READER.name, CredentialsSecret: RABBITMQ_READER.password };
    case "missing destination":
      return { ...withoutQueue, Exchange: exchange };
    case "unroutable":
      await onRabbitMqChannel(broker, (channel) => channel.assertExchange(exchange, "topic"));
      return { ...withoutQueue, Exchange: exchange, RoutingKey: "nobody.listens" };
    case "unknown host":
      return { ...settings, Host: UNKNOWN_HOST };
    case "refused connection":
      return { ...settings, Port: CLOSED_PORT };
    case "untrusted certificate": {
      const front = opened.use(await startTlsFront(broker.port));
      return { ...settings, Protocol: "amqps", Port: front.port };
    }
    case "throttles": // the broker does, with whatever settings
      return settings;
    case "location not allowed":
      throw new Error("A broker has no local path");
  }
}
