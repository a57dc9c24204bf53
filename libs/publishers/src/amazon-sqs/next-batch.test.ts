import assert from "node:assert/strict";
import { it } from "node:test";
import { nextBatch } from "./next-batch.ts";

const sizes = (messages: readonly { sizeBytes: number }[]): number[] => messages.map(({ sizeBytes }) => sizeBytes);
const batchOf = (provenBytes: number, ...sizeBytes: number[]): number[] =>
  sizes(
    nextBatch(
      sizeBytes.map((size) => ({ sizeBytes: size })),
      provenBytes,
    ),
  );

it("sends the first message alone", () => {
  assert.deepEqual(batchOf(0, 500, 500), [500]);
});

it("takes ten messages at most", () => {
  assert.equal(batchOf(500, ...Array.from({ length: 30 }, () => 500)).length, 10);
});

it("sends a message alone that is larger than all before it", () => {
  assert.deepEqual(batchOf(500, 500, 501, 500), [500]);
  assert.deepEqual(batchOf(500, 501, 500), [501]);
  assert.deepEqual(batchOf(501, 501, 500), [501, 500]);
});

it("fills a request up to what SQS takes", () => {
  assert.deepEqual(batchOf(700_000, 700_000, 348_576, 1), [700_000, 348_576]);
  assert.deepEqual(batchOf(700_000, 700_000, 348_577), [700_000]);
  assert.deepEqual(batchOf(0, 2_000_000), [2_000_000]);
});

it("makes nothing of nothing", () => {
  assert.deepEqual(batchOf(500), []);
});
