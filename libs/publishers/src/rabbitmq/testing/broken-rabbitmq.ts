import { mock } from "node:test";
import type { SharedServer } from "@reelbus/testing";
import { connect, type ConfirmChannel } from "amqplib";

type Publish = ConfirmChannel["publish"];

export const withoutMandatory =
  (publish: Publish): Publish =>
  (exchange, routingKey, content, options, onConfirm) =>
    publish(exchange, routingKey, content, { ...options, mandatory: false }, onConfirm);

/** Takes every message for confirmed before it has left. */
export const withoutConfirm =
  (publish: Publish): Publish =>
  (exchange, routingKey, content, options, onConfirm) => {
    process.nextTick(() => onConfirm?.(null, {}));
    return publish(exchange, routingKey, content, options, () => undefined);
  };

export const withoutMessageId =
  (publish: Publish): Publish =>
  (exchange, routingKey, content, { messageId: _, ...options } = {}, onConfirm) =>
    publish(exchange, routingKey, content, options, onConfirm);

/** Lets every RabbitMq publisher of this process publish with a flaw, until it is disposed of. */
export async function breakRabbitMq(broker: SharedServer, flaw: (publish: Publish) => Publish): Promise<Disposable> {
  const connection = await connect(broker.url);
  const prototype = Object.getPrototypeOf(await connection.createConfirmChannel()) as ConfirmChannel;
  await connection.close();
  const whole = Reflect.get<ConfirmChannel, "publish">(prototype, "publish");
  const broken = mock.method(prototype, "publish", function (this: ConfirmChannel, ...parts: Parameters<Publish>) {
    return flaw(whole.bind(this))(...parts);
  });
  return { [Symbol.dispose]: () => broken.mock.restore() };
}
