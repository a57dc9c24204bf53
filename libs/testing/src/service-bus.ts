import { join } from "node:path";
import { dieWithParent } from "@reelbus/child-guard";
import { launchServer } from "./launch-server.ts";
import { readFromPort } from "./read-from-port.ts";
import { startServerProcess } from "./server-process.ts";
import { SERVICE_BUS_KEYS } from "./service-bus/keys.ts";
import type { SharedServer, TestServer } from "./test-server.ts";

const program = join(import.meta.dirname, "service-bus", "main.ts");

/** The header of AMQP 1.0 with SASL; a server answers with its own. */
const SASL_HEADER = "AMQP\x03\x01\0\0";

/**
 * Starts a stand-in for Azure Service Bus; `service-bus/main.ts` says what it leaves out, `service-bus/entities.ts`
 * which queues and topics it has.
 */
export function startServiceBus(): Promise<TestServer> {
  return launchServer({
    label: "service-bus",
    url: (port) => `sb://localhost:${port}/`,
    prepare: () => Promise.resolve(),
    start: (folder, port) =>
      startServerProcess({
        name: "Service Bus stand-in",
        ...dieWithParent({ program: process.execPath, args: [program, String(port), folder] }, "KILL"),
        logFile: join(folder, "service-bus.log"),
        isReady: async () => (await readFromPort(port, SASL_HEADER)).subarray(0, 4).toString() === "AMQP",
        readyTimeoutMs: 10_000,
        stopSignal: "SIGTERM",
      }),
  });
}

/** A connection string of a stand-in. @param right what its key may do; `Send` may receive, too. */
export function serviceBusConnection({ url }: Pick<SharedServer, "url">, right: "Send" | "Listen" = "Send"): string {
  const key = SERVICE_BUS_KEYS.find(({ rights }) => rights[0] === right);
  if (key === undefined) throw new Error(`No key may ${right}`);
  return `Endpoint=${url};SharedAccessKeyName=${key.name};SharedAccessKey=${key.key};UseDevelopmentEmulator=true`;
}
