import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseFrameRate, formatFrameRate, framesPerSecond, parseFrameRate } from "./frame-rate.ts";

const CASES: readonly (readonly [
  what: string,
  average: string | undefined,
  base: string | undefined,
  expected: string,
])[] = [
  ["constant", "25/1", "25/1", "25/1"],
  ["constant NTSC", "30000/1001", "30000/1001", "30000/1001"],
  ["NTSC as decimals", "2997/100", "2997/100", "30000/1001"],
  ["cinema as decimals", "2997/125", "2997/125", "24000/1001"],
  ["average rounded by millisecond stamps", "19001/634", "30000/1001", "30000/1001"],
  ["not in lowest terms", "50/2", "50/2", "25/1"],
  ["a rate of its own", "18/1", "18/1", "18/1"],
  ["a slow rate", "2/1", "2/1", "2/1"],
  ["fields counted", "25/1", "50/1", "25/1"],
  ["time stamps on every other tick", "30000/1001", "60000/1001", "30000/1001"],
  ["phone, variable", "2990000/101071", "30/1", "30/1"],
  ["phone in the dark, variable", "243/10", "30/1", "30/1"],
  ["screen recording, variable", "37/1", "60/1", "60/1"],
  ["millisecond time base", "2991/100", "1000/1", "30000/1001"],
  ["90 kHz time base, odd average", "273/10", "90000/1", "30000/1001"],
  ["few frames on a fast base", "7/1", "60/1", "10/1"],
  ["no average", "0/0", "24/1", "24/1"],
  ["no base", "2398/100", "0/0", "24000/1001"],
  ["high speed", "240/1", "240/1", "240/1"],
  ["beyond sense", "1000/1", "90000/1", "25/1"],
  ["slide show", "1/10", "1/10", "1/1"],
  ["nothing known", undefined, undefined, "25/1"],
  ["nonsense", "x", "1/0", "25/1"],
];

for (const [what, average, base, expected] of CASES)
  test(`${what}: average ${average ?? "none"}, base ${base ?? "none"} is ${expected}`, () => {
    assert.equal(formatFrameRate(chooseFrameRate(average, base)), expected);
  });

test("no pair of guesses leads out of 1 to 240 frames a second", () => {
  const guesses = [undefined, "0/0", "0/1", "1/0", "1/1000", "23/2", "60/1", "240/1", "241/1", "1000/1", "90000/1"];
  for (const average of guesses)
    for (const base of guesses) {
      const fps = framesPerSecond(chooseFrameRate(average, base));
      assert.ok(fps >= 1 && fps <= 240, `average ${average ?? "none"}, base ${base ?? "none"}: ${fps}`);
    }
});

test("a fraction is read in lowest terms", () => {
  assert.deepEqual(parseFrameRate("12800/512"), { numerator: 25, denominator: 1 });
  assert.deepEqual(parseFrameRate("30000/1001"), { numerator: 30000, denominator: 1001 });
  assert.deepEqual(parseFrameRate("25"), { numerator: 25, denominator: 1 });
});
