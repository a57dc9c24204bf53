import assert from "node:assert/strict";
import { test } from "node:test";
import { minimalDescription } from "../testing/minimal-description.ts";
import { expressionSize } from "./expression-size.ts";
import { parseJobDescription } from "./parse-job-description.ts";

function messagesOf(MediaMappings: object): string[] {
  const parsed = parseJobDescription(minimalDescription({ MediaMappings }));
  return parsed.ok ? [] : parsed.problems.map(({ Path, Message }) => `${Path}: ${Message}`);
}

test("the size of an expression counts what it is written out to", () => {
  const sizes: [pattern: string, size: number][] = [
    ["abc", 3],
    ["a{1000}", 1000],
    ["(a{30}){33}", 990],
    ["(?:ab|[a-z]{3}){4}", 32],
    ["\\(a{3}\\)", 5],
    ["[]a]{9}", 9],
    ["a{2,}b{0}", 3],
    ["\\pL\\p{Greek}", 22],
    ["[\\x{100}-\\x{1FFFE}]", 1001],
    ["^.{1,200}_([a-z]{2,3})\\.wav$", 210],
  ];
  for (const [pattern, size] of sizes) assert.equal(expressionSize(pattern), size, pattern);
});

test("expressions that RE2 does not know are refused", () => {
  for (const pattern of ["(", "a{2000}", "(a)\\1", "a(?=b)", "*"])
    assert.match(
      messagesOf({ VideoStreamExpression: pattern }).join(),
      /^MediaMappings\.VideoStreamExpression: not a regular/u,
    );
});

test("expressions that would take long to compile are refused without trying", () => {
  const many = Array.from({ length: 100 }, () => ({ Language: "en", FileNameExpression: "(?i)[\\x{100}-\\x{1FFFE}]" }));
  const mappings = { VideoStreamExpression: "a", AudioStreams: many, SubtitleStreams: many, CaptionStreams: many };
  assert.deepEqual(messagesOf(mappings), [
    "MediaMappings: the regular expressions are too large together; use fewer, or repeat fewer times in {n,m}",
  ]);
});

test("a hundred languages in each list of streams are no trouble", () => {
  const streams = Array.from({ length: 100 }, (_, index) => ({
    Language: "en",
    FileNameExpression: `^[A-Za-z0-9_-]{1,20}_${index}\\.(wav|vtt)$`,
  }));
  const mappings = {
    VideoStreamExpression: "mp4$",
    AudioStreams: streams,
    SubtitleStreams: streams,
    CaptionStreams: streams,
  };
  assert.deepEqual(messagesOf(mappings), []);
});
