import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "./read-json.ts";

const VALUES: unknown[] = [
  null,
  true,
  false,
  0,
  -0.5,
  1e21,
  1.5e-7,
  "",
  'a"b\\c/d\b\f\n\r\té😀\u2028',
  [],
  {},
  [[], [[]], {}],
  { "": 1, a: { b: [1, "2", null, { c: false }] }, constructor: 1, toString: "x", ключ: "значение" },
];

test("a text is read as JSON.parse reads it", () => {
  for (const value of VALUES)
    for (const text of [JSON.stringify(value), ` \t\r\n${JSON.stringify(value, null, 2)}\n`])
      assert.deepEqual(readJson(text), { kind: "value", value: JSON.parse(text) as unknown, problems: [] });
});

test("escapes are read, in names too", () => {
  const text = '{"\\u0061\\n": "\\ud83d\\ude00\\/", "b": [1.0, -0, 1E+2, 2e-1]}';
  assert.deepEqual(readJson(text), { kind: "value", value: JSON.parse(text) as unknown, problems: [] });
});

test("bytes are UTF-8, with or without a byte order mark", () => {
  const bytes = new TextEncoder().encode('\ufeff{"a":"é"}');
  assert.deepEqual(readJson(bytes), { kind: "value", value: { a: "é" }, problems: [] });
  const refused = readJson(Uint8Array.of(0x22, 0xff, 0x22));
  assert.deepEqual(refused, {
    kind: "malformed",
    problem: { Path: "", Reason: "not-json", Message: "the body is not valid UTF-8" },
  });
});

test("what is no JSON is refused with its place, and JSON.parse refuses it as well", () => {
  const cases: [text: string, message: string][] = [
    ["", "not JSON: expected a value at line 1, column 1"],
    ["  ", "not JSON: expected a value at line 1, column 3"],
    ["{", "not JSON: expected a property name in double quotes at line 1, column 2"],
    ['{"a"', "not JSON: expected ':' at line 1, column 5"],
    ['{"a" 1}', "not JSON: expected ':' at line 1, column 6"],
    ['{"a":}', "not JSON: expected a value at line 1, column 6"],
    ['{"a":1,}', "not JSON: expected a property name in double quotes at line 1, column 8"],
    ['{"a":1', "not JSON: expected ',' or '}' at line 1, column 7"],
    ["{'a':1}", "not JSON: expected a property name in double quotes at line 1, column 2"],
    ["[1,]", "not JSON: expected a value at line 1, column 4"],
    ["[1 2]", "not JSON: expected ',' or ']' at line 1, column 4"],
    ["[1", "not JSON: expected ',' or ']' at line 1, column 3"],
    ["1 2", "not JSON: expected the end at line 1, column 3"],
    ["{}\n}", "not JSON: expected the end at line 2, column 1"],
    ["01", "not JSON: expected the end at line 1, column 2"],
    ["1.", "not JSON: expected the end at line 1, column 2"],
    ["+1", "not JSON: expected a value at line 1, column 1"],
    ["NaN", "not JSON: expected a value at line 1, column 1"],
    ["tru", "not JSON: expected a value at line 1, column 1"],
    ["truee", "not JSON: expected the end at line 1, column 5"],
    ['"a', "not JSON: a string does not end at line 1, column 1"],
    ['"a\\', "not JSON: a string does not end at line 1, column 1"],
    ['"a\\x"', "not JSON: a string holds a control character or a wrong escape at line 1, column 1"],
    ['"a\nb"', "not JSON: a string holds a control character or a wrong escape at line 1, column 1"],
    ["// note\n{}", "not JSON: expected a value at line 1, column 1"],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => JSON.parse(text) as unknown, text);
    assert.deepEqual(readJson(text), {
      kind: "malformed",
      problem: { Path: "", Reason: "not-json", Message: message },
    });
  }
});

test("what JSON.parse would lose is a problem with its path", () => {
  const text = String.raw`{"a":1,"b":[{"c":1,"c":2}],"a":3,"__proto__":{"x":1},"t":"\u0000","\ud800":1,"u":["\udc00"],"n":1e999}`;
  const read = readJson(text);
  assert.ok(read.kind === "value");
  assert.deepEqual(read.problems, [
    { Path: "b[0].c", Reason: "duplicate-property", Message: "given more than once" },
    { Path: "a", Reason: "duplicate-property", Message: "given more than once" },
    { Path: "__proto__", Reason: "unknown-property", Message: "this name is not allowed" },
    { Path: "t", Reason: "invalid-value", Message: "text holds a NUL character or half a surrogate pair" },
    { Path: "", Reason: "invalid-value", Message: "a name holds a NUL character or half a surrogate pair" },
    { Path: "u[0]", Reason: "invalid-value", Message: "text holds a NUL character or half a surrogate pair" },
    { Path: "n", Reason: "invalid-value", Message: "a number out of range" },
  ]);
  assert.equal(Object.getPrototypeOf(read.value), Object.prototype);
});

test("depth and number of values are bounded", () => {
  const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  assert.equal(readJson(nested(65)).kind, "value");
  const tooDeep = readJson(nested(66));
  assert.ok(tooDeep.kind === "malformed");
  assert.equal(tooDeep.problem.Message, "nested deeper than 64 levels at line 1, column 66");
  assert.equal(readJson(nested(400_000)).kind, "malformed");
  const list = (length: number) => JSON.stringify(Array.from({ length }, () => 0));
  assert.equal(readJson(list(9_999)).kind, "value");
  const tooMany = readJson(list(10_000));
  assert.ok(tooMany.kind === "malformed");
  assert.match(tooMany.problem.Message, /^more than 10000 values at line 1, column/u);
});
