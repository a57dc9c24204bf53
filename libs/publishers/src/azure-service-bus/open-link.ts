import {
  readServiceBusConnection,
  ReelbusError,
  toReelbusError,
  type AzureServiceBusPublisher as AzureServiceBusSettings,
  type ServiceBusConnection,
} from "@reelbus/contracts";
import type { AzureServiceBusLimits } from "./limits.ts";
import { Link } from "./link.ts";

/**
 * Connects. The SDK takes 35 MB of memory: it is loaded when somebody uses it.
 * @throws ReelbusError
 */
export async function openLink(
  settings: AzureServiceBusSettings,
  limits: AzureServiceBusLimits,
  closing: AbortSignal,
): Promise<Link> {
  const { ServiceBusClient } = await import("@azure/service-bus");
  closing.throwIfAborted();
  const link = new Link(ServiceBusClient, settings, connectionOf(settings), limits);
  const onClosing = (): void => link.lose(closing.reason as ReelbusError);
  closing.addEventListener("abort", onClosing, { once: true });
  try {
    await link.open();
    return link;
  } catch (error) {
    await link.close(toReelbusError(error));
    throw error;
  } finally {
    closing.removeEventListener("abort", onClosing);
  }
}

function connectionOf({ Connection }: AzureServiceBusSettings): ServiceBusConnection {
  const read = readServiceBusConnection(Connection);
  if (typeof read === "string") throw new ReelbusError("internal", `The connection string can't be read: ${read}.`);
  return read;
}
