import { it } from "node:test";
import { publisherConformance, type ConformanceTestName } from "../testing/index.ts";
import { createRealSqsTarget, realSqs } from "../testing/real-sqs.ts";
import { MAX_BATCH_BYTES } from "./limits.ts";

const needOwnServer: readonly ConformanceTestName[] = [
  "close while blocked ends",
  "close while connecting ends",
  "abort while blocked ends",
  "a target that hangs is given up, and found again",
  "killed and restarted in the middle",
];
const sameEverywhere: readonly ConformanceTestName[] = ["unknown host", "refused connection", "untrusted certificate"];

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
      ...needOwnServer.map((test) => ({ test, reason: "nobody can stop Amazon SQS" })),
      ...sameEverywhere.map((test) => ({ test, reason: "the same without a real queue" })),
      { test: "missing permission", reason: "the key that is given has the permission" },
      { test: "location not allowed", reason: "a queue has no local path" },
      { test: "unroutable", reason: "a queue is the destination itself" },
    ],
    create: (format) => createRealSqsTarget(settings, format),
  });
