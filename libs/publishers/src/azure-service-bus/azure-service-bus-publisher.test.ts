import { after, before } from "node:test";
import { startServiceBus, type TestServer } from "@reelbus/testing";
import { casesOfConnection, processServer, publisherConformance } from "../testing/index.ts";
import { createServiceBusTarget } from "./testing/service-bus-target.ts";

let broker: TestServer;
before(async () => {
  broker = await startServiceBus();
});
after(() => broker.stop());

for (const kind of ["queue", "topic"] as const)
  for (const sessions of [false, true]) {
    const alike = kind === "queue" && !sessions ? [] : casesOfConnection;
    publisherConformance({
      name: `AzureServiceBus to a ${kind} ${sessions ? "with" : "without"} sessions`,
      capabilities: { copies: "kept", tooLargeBytes: 300_000 },
      server: processServer(() => broker),
      skip: [
        { test: "unroutable", reason: "a queue or topic that exists takes every message" },
        { test: "location not allowed", reason: "a broker has no local path" },
        ...alike.map((test) => ({ test, reason: "the connection is that to a queue without sessions" })),
      ],
      create: (format) => createServiceBusTarget(broker, { kind, sessions, format }),
    });
  }
