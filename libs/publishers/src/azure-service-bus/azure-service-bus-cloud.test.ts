import { it } from "node:test";
import { casesOnOwnServer, publisherConformance } from "../testing/index.ts";
import { realServiceBus } from "./testing/real-service-bus.ts";
import { targetOf } from "./testing/service-bus-target.ts";

for (const { name, entity } of realServiceBus())
  if (typeof entity === "string") it(`AzureServiceBus in the cloud: ${name}`, { skip: entity });
  else
    publisherConformance({
      name: `AzureServiceBus in the cloud, a ${name},`,
      // The standard tier takes 256 KB, the premium one at least 1 MB.
      capabilities: { copies: "kept", tooLargeBytes: 300_000 },
      server: null,
      skip: [
        ...casesOnOwnServer.map((test) => ({ test, reason: "nobody stops the cloud" })),
        { test: "an event that is too large is refused for good", reason: "the tier decides what is too large" },
        { test: "missing permission", reason: "a single connection string is given" },
        { test: "unroutable", reason: "a queue or topic that exists takes every message" },
        { test: "location not allowed", reason: "a broker has no local path" },
      ],
      create: (format) => targetOf({ entity, port: null, listenOnly: null, format, sessionWaitMs: 5_000 }),
    });
