import assert from "node:assert/strict";
import { test } from "node:test";
import { filePathsOf } from "./file-names.ts";

const base = "http://host";

test("a file is named by the last part of its URL's path, decoded", () => {
  const expected = [
    [`${base}/films/film.mp4`, "film.mp4"],
    [`${base}/a%20b%25.mp4?signature=secret#part`, "a b%.mp4"],
    [`${base}/film%20%C3%A9%20%E7%89%87.mp4`, "film é 片.mp4"],
    [`${base}/100%.vtt`, "100%.vtt"],
    [`${base}/`, "file"],
    [`${base}/films/`, "file"],
    [base, "file"],
  ] as const;
  for (const [uri, name] of expected) assert.deepEqual(filePathsOf([uri]), [name]);
});

test("no URL makes a path that leads elsewhere or hides", () => {
  const expected = [
    [`${base}/..%2f..%2fetc%2fpasswd`, "_.._etc_passwd"],
    [`${base}/%2e%2e%2f`, "_"],
    [`${base}/..%5Cx`, "_x"],
    [`${base}/a%00b%0Ac.mp4`, "a_b_c.mp4"],
    [`${base}/.htaccess`, "htaccess"],
    [`${base}/...`, "file"],
  ] as const;
  for (const [uri, name] of expected) assert.deepEqual(filePathsOf([uri]), [name]);
});

test("a name that occurs again keeps itself and gets a folder", () => {
  assert.deepEqual(filePathsOf([`${base}/a/en.vtt`, `${base}/b/en.vtt`, `${base}/c/de.vtt`, `${base}/d/en.vtt?x`]), [
    "en.vtt",
    "2/en.vtt",
    "de.vtt",
    "3/en.vtt",
  ]);
});

test("a long name keeps its ending and whole characters", () => {
  const [name = ""] = filePathsOf([`${base}/${encodeURIComponent("片".repeat(300))}.en.vtt`]);
  assert.ok(Buffer.byteLength(name) <= 200 && Buffer.byteLength(name) > 190, name);
  assert.match(name, /^片+\.vtt$/u);
});
