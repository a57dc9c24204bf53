import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesLanguage } from "./matches-language.ts";

const CASES: readonly (readonly [range: string, language: string, expected: boolean])[] = [
  ["en", "en", true],
  ["en", "en-US", true],
  ["zh-Hans", "zh-Hans-CN", true],
  ["en-US", "en", false],
  ["en-US", "en-GB", false],
  ["fi", "fil", false],
];

for (const [range, language, expected] of CASES)
  test(`${range} asks for ${language}: ${String(expected)}`, () => {
    assert.equal(matchesLanguage(range, language), expected);
  });
