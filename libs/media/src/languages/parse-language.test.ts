import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLanguage } from "./parse-language.ts";

const KNOWN: Readonly<Record<string, string>> = {
  en: "en",
  eng: "en",
  EN: "en",
  ger: "de",
  deu: "de",
  fre: "fr",
  fra: "fr",
  chi: "zh",
  zho: "zh",
  cmn: "zh",
  per: "fa",
  "EN-us": "en-US",
  en_GB: "en-GB",
  "eng-US": "en-US",
  "es-419": "es-419",
  "zh-hans-cn": "zh-Hans-CN",
  "sr-Latn": "sr-Latn",
  "de-1996": "de-1996",
  "en-US-x-dubbed": "en-US",
  iw: "he",
  tgl: "fil",
  nor: "no",
  gsw: "gsw",
  yue: "yue",
  mul: "mul",
  zxx: "zxx",
  " deu ": "de",
};

for (const [code, canonical] of Object.entries(KNOWN))
  test(`${code} is ${canonical}`, () => {
    assert.deepEqual(parseLanguage(code), { kind: "known", code: canonical });
  });

for (const code of ["und", "UND", "und-US", "mis", "qaa", "qtz"])
  test(`${code} names no language`, () => {
    assert.deepEqual(parseLanguage(code), { kind: "undetermined" });
  });

for (const code of ["", "xx", "xyz", "hd", "mov", "film", "English", "e", "en-XX", "en-abcde", "12", "en--us", "quu1"])
  test(`'${code}' is no known code`, () => {
    assert.deepEqual(parseLanguage(code), { kind: "unrecognised" });
  });
