import { randomUUID } from "node:crypto";
import type { AzureServiceBusPublisher as AzureServiceBusSettings, MessagePublisher } from "@reelbus/contracts";
import { CLOSED_PORT, freePort, serviceBusConnection, UNKNOWN_HOST, type SharedServer } from "@reelbus/testing";
import { AzureServiceBusPublisher } from "../azure-service-bus-publisher.ts";
import type { AzureServiceBusLimits } from "../limits.ts";
import type { ConformanceTarget, Fault } from "../../testing/conformance-target.ts";
import { ServiceBusReader, type ServiceBusEntity } from "./service-bus-reader.ts";
import { startTlsFront } from "../../testing/tls-front.ts";

const limitsOf = (limitMs = 3_000): AzureServiceBusLimits => ({
  connectMs: limitMs,
  answerMs: limitMs,
  closeMs: 500,
});

export interface ServiceBusTargetOptions {
  readonly entity: ServiceBusEntity;
  /** Of a server on this machine. */
  readonly port: number | null;
  /** A connection string whose key may not send. */
  readonly listenOnly: string | null;
  readonly format: MessagePublisher["Format"];
  readonly sessionWaitMs: number;
}

/** A new queue or topic of a test's stand-in. */
export function createServiceBusTarget(
  server: SharedServer,
  { kind, sessions, format }: { kind: "queue" | "topic"; sessions: boolean; format: MessagePublisher["Format"] },
): Promise<ConformanceTarget> {
  const entity: ServiceBusEntity = {
    connection: serviceBusConnection(server),
    name: `${kind}${sessions ? "-with-sessions" : ""}-${randomUUID()}`,
    subscription: kind === "topic" ? "all" : null,
    sessions,
  };
  const listenOnly = serviceBusConnection(server, "Listen");
  return targetOf({ entity, port: server.port, listenOnly, format, sessionWaitMs: 20_000 });
}

/** A queue or topic that exists already; what it holds is thrown away. */
export async function targetOf(options: ServiceBusTargetOptions): Promise<ConformanceTarget> {
  const { entity, format, sessionWaitMs } = options;
  await new ServiceBusReader(entity, sessionWaitMs).taken();
  const reader = new ServiceBusReader(entity, sessionWaitMs);
  const settings = serviceBusSettings(entity, { Format: format });
  const opened = new AsyncDisposableStack();
  return {
    port: options.port,
    open: (port, limitMs) => {
      const through = port === undefined ? {} : { Connection: withEndpoint(entity.connection, `localhost:${port}`) };
      return new AzureServiceBusPublisher({ ...settings, ...through }, limitsOf(limitMs));
    },
    openFaulty: async (fault) =>
      new AzureServiceBusPublisher({ ...settings, ...(await faultySettings(options, fault, opened)) }, limitsOf()),
    received: () => reader.received(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Settings of a publisher to a queue or topic. */
export function serviceBusSettings(
  { connection, name, subscription }: Pick<ServiceBusEntity, "connection" | "name" | "subscription">,
  others: Partial<AzureServiceBusSettings> = {},
): AzureServiceBusSettings {
  const destination = subscription === null ? { Queue: name } : { Topic: name };
  return { Type: "AzureServiceBus", Format: "Json", Connection: connection, ...destination, ...others };
}

async function faultySettings(
  { entity: { connection, subscription }, listenOnly }: ServiceBusTargetOptions,
  fault: Fault,
  opened: AsyncDisposableStack,
): Promise<Partial<AzureServiceBusSettings>> {
  const named = (name: string) => (subscription === null ? { Queue: name } : { Topic: name });
  switch (fault) {
    case "wrong credentials":
      return { Connection: connection.replace(/(?<=SharedAccessKey=)[^;]+/u, "bm90IHRoZSBrZXk=") };
    case "missing permission":
      if (listenOnly === null) throw new Error("There is no key that may not send");
      return { Connection: listenOnly };
    case "throttles":
      return named("queue-refuses-busy");
    case "missing destination":
      return named(`missing-${randomUUID()}`);
    case "unknown host":
      return { Connection: withEndpoint(connection, UNKNOWN_HOST) };
    case "refused connection":
      return { Connection: withEndpoint(connection, `localhost:${CLOSED_PORT}`) };
    case "untrusted certificate": {
      const front = opened.use(await startTlsFront(await freePort()));
      return { Connection: overTls(withEndpoint(connection, `localhost:${front.port}`)) };
    }
    case "unroutable":
    case "location not allowed":
      throw new Error(`Service Bus has no such fault: ${fault}`);
  }
}

function withEndpoint(connection: string, host: string): string {
  return connection.replace(/(?<=Endpoint=sb:\/\/)[^;]+/u, `${host}/`);
}

/** Only a connection to an emulator goes without TLS. */
export function overTls(connection: string): string {
  return connection.replace(/;?UseDevelopmentEmulator=true/u, "");
}
