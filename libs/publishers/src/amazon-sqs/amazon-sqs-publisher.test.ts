import { after, before } from "node:test";
import { startSqs, type TestServer } from "@reelbus/testing";
import { casesOfConnection, processServer, publisherConformance } from "../testing/index.ts";
import { createSqsTarget, QUEUE_LIMIT_BYTES } from "./testing/sqs-target.ts";

let server: TestServer;
before(async () => {
  server = await startSqs();
});
after(() => server.stop());

for (const isFifo of [false, true])
  publisherConformance({
    name: isFifo ? "AmazonSqs, FIFO" : "AmazonSqs, standard",
    capabilities: {
      copies: isFifo ? "merged" : "kept",
      tooLargeBytes: QUEUE_LIMIT_BYTES,
      silentServer: "timeout",
      tellsRetryAfter: true,
    },
    server: processServer(() => server),
    skip: [
      { test: "unroutable", reason: "a queue is the destination itself" },
      ...(isFifo ? casesOfConnection : []).map((test) => ({
        test,
        reason: "the connections are those to a standard queue",
      })),
    ],
    create: (format) => createSqsTarget(server, format, isFifo),
  });
