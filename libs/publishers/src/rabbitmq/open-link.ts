import type { RabbitMqPublisher as RabbitMqSettings, ReelbusError } from "@reelbus/contracts";
import { connect } from "amqplib";
import { portOf } from "./destination.ts";
import { RabbitMqErrors } from "./errors.ts";
import type { RabbitMqLimits } from "./limits.ts";
import { Link } from "./link.ts";

const MAX_FRAME_BYTES = 131_072;

/**
 * Connects. The credentials go into the AMQP handshake as an object: never into a URL.
 * @throws ReelbusError
 */
export async function openLink(
  settings: RabbitMqSettings,
  limits: RabbitMqLimits,
  closing: AbortSignal,
): Promise<Link> {
  const errors = new RabbitMqErrors(settings);
  const lost = new AbortController();
  const socket = new AbortController();
  const giveUp = (reason: ReelbusError): void => {
    if (!lost.signal.aborted) lost.abort(reason);
    socket.abort();
  };
  const onClosing = (): void => giveUp(closing.reason as ReelbusError);
  closing.addEventListener("abort", onClosing, { once: true });
  const timer = setTimeout(() => giveUp(errors.notConnectedInTime(limits.connectMs)), limits.connectMs);
  try {
    // An aborted signal does not keep a new socket from connecting.
    closing.throwIfAborted();
    const connection = await connect(connectOptions(settings, limits), socketOptions(socket.signal));
    connection.on("error", (error: unknown) => giveUp(errors.ofLoss(error)));
    connection.on("close", (error: unknown) => giveUp(errors.ofLoss(error)));
    const channel = await connection.createConfirmChannel();
    return new Link({ settings, limits, errors, connection, channel, lost, destroySocket: () => socket.abort() });
  } catch (error) {
    socket.abort();
    throw lost.signal.aborted ? (lost.signal.reason as Error) : errors.of(error);
  } finally {
    clearTimeout(timer);
    closing.removeEventListener("abort", onClosing);
  }
}

function connectOptions(settings: RabbitMqSettings, limits: RabbitMqLimits) {
  return {
    protocol: settings.Protocol,
    hostname: settings.Host,
    port: portOf(settings),
    // RabbitMQ's own default account, which its default configuration admits from its own machine only.
    username: settings.CredentialsName ?? "guest",
    password: settings.CredentialsSecret ?? "guest",
    vhost: encodeURIComponent(settings.VirtualHost), // amqplib decodes it, even outside of a URL
    heartbeat: limits.heartbeatSeconds,
    frameMax: MAX_FRAME_BYTES,
    maxFrameSize: MAX_FRAME_BYTES,
  };
}

/** `signal` is an option of Node's sockets: aborting it destroys the connection at any stage. */
function socketOptions(signal: AbortSignal) {
  return { signal, noDelay: true, keepAlive: true };
}
