import assert from "node:assert/strict";
import { test } from "node:test";
import { languageInName } from "./language-in-name.ts";

const CASES: readonly (readonly [name: string, code: string | null, recognised?: boolean])[] = [
  ["film-de", "de"],
  ["film-DEU", "DEU"],
  ["my-film-en-US", "en-US"],
  ["film-en-us", "en-us"],
  ["film-pt-br", "pt-br"],
  ["film-fr-ca", "fr-ca"],
  ["film-es-419", "es-419"],
  ["film-zh-Hans-CN", "zh-Hans-CN"],
  ["film-sr-Latn", "sr-Latn"],
  ["de", "de"],
  ["en-US", "en-US"],
  ["how-it-is-it", "it"],
  ["how-to-de", "de"],
  ["film-und", "und"],
  ["film-xx", "xx", false],
  ["film-mix", "mix", false],
  ["film-2-100", null],
  ["film-final", null],
  ["film-42", null],
  ["mix", null],
  ["film", null],
  ["", null],
];

for (const [name, code, recognised = true] of CASES)
  test(`'${name}' ends with ${code ?? "no code"}`, () => {
    assert.deepEqual(languageInName(name.split("-")), code === null ? null : { code, recognised });
  });

test("a name of no part has no code", () => {
  assert.equal(languageInName([]), null);
});
