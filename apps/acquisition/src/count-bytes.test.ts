import assert from "node:assert/strict";
import { test } from "node:test";
import { countBytes } from "./count-bytes.ts";

function countingOver(...sizes: (number | null)[]) {
  const told: (readonly [percent: number, bytesAcquired: number, totalBytes: number | null])[] = [];
  const count = countBytes(
    sizes.map((sizeBytes, index) => ({ path: `${index}`, sizeBytes })),
    (percent, { bytesAcquired, totalBytes }) => told.push([percent, bytesAcquired, totalBytes]),
  );
  return { told, count };
}

test("the per cent are those of the bytes, and 100 comes with the last file", () => {
  const { told, count } = countingOver(300, 100);
  count.add(100);
  count.add(200);
  count.fileDone();
  count.add(100);
  count.fileDone();
  assert.deepEqual(told, [
    [0, 0, 400],
    [25, 100, 400],
    [75, 300, 400],
    [75, 300, 400],
    [99, 400, 400],
    [100, 400, 400],
  ]);
});

test("without a size the per cent are those of the files", () => {
  const { told, count } = countingOver(300, null);
  count.add(300);
  count.fileDone();
  count.add(50);
  count.fileDone();
  assert.deepEqual(told, [
    [0, 0, null],
    [0, 300, null],
    [50, 300, null],
    [50, 350, null],
    [100, 350, 350],
  ]);
});

test("more bytes than announced never pass 100, nor the total", () => {
  const { told, count } = countingOver(100);
  count.add(150);
  count.fileDone();
  assert.deepEqual(told, [
    [0, 0, 100],
    [99, 150, 150],
    [100, 150, 150],
  ]);
});

test("empty files count too", () => {
  const { told, count } = countingOver(0, 0);
  count.fileDone();
  count.fileDone();
  assert.deepEqual(
    told.map(([percent, , totalBytes]) => [percent, totalBytes]),
    [
      [0, 0],
      [50, 0],
      [100, 0],
    ],
  );
});
