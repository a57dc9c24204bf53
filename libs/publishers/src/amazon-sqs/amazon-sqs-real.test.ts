import { it } from "node:test";
import { casesOnOwnServer, publisherConformance, type ConformanceTestName } from "../testing/index.ts";
import { createRealSqsTarget, realSqs } from "./testing/real-sqs.ts";
import { MAX_BATCH_BYTES } from "./limits.ts";

const sameEverywhere: readonly ConformanceTestName[] = [
  "unknown host",
  "refused connection",
  "untrusted certificate",
  "location not allowed",
];

const { settings, missing } = realSqs();
if (settings === null)
  it("AmazonSqs with a real queue", { skip: `not in the environment: ${missing.join(", ")}` }, () => undefined);
else
  publisherConformance({
    name: "AmazonSqs, a real queue",
    capabilities: {
      copies: settings.QueueUrl.endsWith(".fifo") ? "merged" : "kept",
      tooLargeBytes: MAX_BATCH_BYTES,
    },
    server: null,
    skip: [
      ...casesOnOwnServer.map((test) => ({ test, reason: "nobody can stop Amazon SQS" })),
      ...sameEverywhere.map((test) => ({ test, reason: "the same without a real queue" })),
      { test: "missing permission", reason: "the key that is given has the permission" },
      { test: "unroutable", reason: "a queue is the destination itself" },
    ],
    create: (format) => createRealSqsTarget(settings, format),
  });
