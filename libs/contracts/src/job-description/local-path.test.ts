import assert from "node:assert/strict";
import { test } from "node:test";
import { localPathOf } from "./local-path.ts";

test("an absolute path is taken as it stands, a URL is decoded", () => {
  assert.equal(localPathOf("/srv/50% é #1?"), "/srv/50% é #1?");
  assert.equal(localPathOf("file:///srv/50%25%20%C3%A9%20%231%3F"), "/srv/50% é #1?");
});

test("a path goes nowhere but down", () => {
  assert.equal(localPathOf("/srv/./films/../out//a/"), "/srv/out/a");
  assert.equal(localPathOf("/../.."), "/");
  assert.equal(localPathOf("file:///srv/films/%2e%2e/out"), "/srv/out");
  assert.equal(localPathOf("file:////srv//films/"), "/srv/films");
});

test("what is no path of this machine is told", () => {
  const others = ["", "films", "./films", "http://example.com/films", "file://host/films", "file:films"];
  const undecodable = ["file:///%", "file:///%E0%A4%A", "file:///a%2Fb", "file:///films?a=1", "file:///films#a"];
  for (const uri of [...others, ...undecodable]) assert.equal(localPathOf(uri), null, uri);
});
