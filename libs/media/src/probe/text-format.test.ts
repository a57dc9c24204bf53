import assert from "node:assert/strict";
import { test } from "node:test";
import { detectTextFormat } from "./text-format.ts";

const CASES: readonly (readonly [what: string, text: string, expected: string | null])[] = [
  ["WebVTT", "WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", "webvtt"],
  ["WebVTT with a header text", "WEBVTT - my film\r\n\r\n", "webvtt"],
  ["WebVTT without a cue", "WEBVTT", "webvtt"],
  ["a word that only begins like WebVTT", "WEBVTTX\n", null],
  ["SRT", "1\n00:00:01,000 --> 00:00:02,500\nHi\n", "subrip"],
  ["SRT with CR LF, blank lines first and points", "\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.500\r\nHi\r\n", "subrip"],
  ["ASS", "[Script Info]\nScriptType: v4.00+\n", "ass"],
  ["TTML", '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml"/>', "ttml"],
  ["TTML with a prefix and a comment", "<!-- made by hand --><tt:tt/>", "ttml"],
  ["other XML", '<?xml version="1.0"?><metadata><tt/></metadata>', null],
  ["prose", "Dear customer, the film follows.", null],
  ["an arrow without times", "a --> b", null],
  ["nothing", "", null],
];

for (const [what, text, expected] of CASES)
  test(`${what} is ${expected ?? "none"}`, () => {
    assert.equal(detectTextFormat(text), expected);
  });
