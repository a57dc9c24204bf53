import assert from "node:assert/strict";
import { test } from "node:test";
import { mutateMedia } from "./mutate-media.ts";

const original = Uint8Array.from({ length: 10_000 }, (_, index) => index % 251);
const seeds = Array.from({ length: 500 }, (_, seed) => seed);

test("the same seed makes the same copy, another seed another one", () => {
  for (const seed of seeds) assert.deepEqual(mutateMedia(original, seed), mutateMedia(original, seed));
  const copies = new Set(seeds.map((seed) => Buffer.from(mutateMedia(original, seed).bytes).toString("base64")));
  assert.ok(copies.size > 450, `${copies.size} different copies`);
});

test("every copy is damaged, and the original stays as it is", () => {
  const before = Uint8Array.from(original);
  for (const seed of seeds) assert.notDeepEqual(mutateMedia(original, seed).bytes, original, `seed ${seed}`);
  assert.deepEqual(original, before);
});

test("every kind of damage occurs, and is told as it was done", () => {
  const kinds = new Map<string, number>();
  for (const seed of seeds) {
    const { bytes, damage } = mutateMedia(original, seed);
    const kind = damage.replaceAll(/\d+/gu, "n");
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const [first = 0, second = 0] = [...damage.matchAll(/\d+/gu)].map(([digits]) => Number(digits));
    const length = damage.startsWith("cut off")
      ? first
      : original.length - (damage.startsWith("cut out") ? second - first : 0);
    assert.equal(bytes.length, length, damage);
  }
  const flips = "n bytes flipped below n";
  assert.deepEqual([...kinds.keys()].toSorted(), [
    "cut off at n",
    `cut off at n, ${flips}`,
    "cut out from n to n",
    flips,
  ]);
  assert.ok([...kinds.values()].every((count) => count > 50));
});
