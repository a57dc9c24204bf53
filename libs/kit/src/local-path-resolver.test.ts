import assert from "node:assert/strict";
import files, { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import { makeTempFolder } from "@reelbus/testing";
import { createLocalPathResolver } from "./local-path-resolver.ts";

const NOT_ALLOWED = { name: "ReelbusError", reason: "location-not-allowed" };

async function setUp() {
  const folder = await makeTempFolder("roots");
  const path = await realpath(folder.path);
  for (const name of ["media/film", "media-private", "outside"]) await mkdir(join(path, name), { recursive: true });
  await writeFile(join(path, "media/film/a.mp4"), "");
  await symlink(join(path, "outside"), join(path, "media/escape"));
  await symlink(join(path, "media/film"), join(path, "media/inner"));
  await symlink(join(path, "outside/new"), join(path, "media/dangling"));
  await symlink(join(path, "media"), join(path, "link-to-media"));
  await symlink("loop", join(path, "media/loop"));
  const at = (name: string): string => join(path, name);
  return { at, [Symbol.asyncDispose]: () => folder.remove() };
}

test("paths and file URLs below a root, and the root itself, resolve to real paths", async () => {
  await using folders = await setUp();
  const { at } = folders;
  const resolve = createLocalPathResolver([at("nowhere"), at("media")]);
  assert.equal(await resolve(at("media")), at("media"));
  assert.equal(await resolve(`${at("media/film")}/`), at("media/film"));
  assert.equal(await resolve(at("media/film/../film/a.mp4")), at("media/film/a.mp4"));
  assert.equal(await resolve(pathToFileURL(at("media/film"))), at("media/film"));
  assert.equal(await resolve(pathToFileURL(at("media/film")).href), at("media/film"));
  assert.equal(await resolve(at("media/inner/a.mp4")), at("media/film/a.mp4"));
  assert.equal(await resolve(at("link-to-media/film")), at("media/film"));
  assert.equal(await createLocalPathResolver([at("link-to-media")])(at("media/film")), at("media/film"));
  assert.equal(await createLocalPathResolver(["/"])(at("outside")), at("outside"));
});

test("what does not exist yet resolves by its nearest existing parent", async () => {
  await using folders = await setUp();
  const { at } = folders;
  const resolve = createLocalPathResolver([at("media")]);
  assert.equal(await resolve(at("media/out/new/x")), at("media/out/new/x"));
  assert.equal(await resolve(at("media/inner/new")), at("media/film/new"));
  await assert.rejects(resolve(at("media/escape/new")), NOT_ALLOWED);
  await assert.rejects(resolve(at("media/dangling")), NOT_ALLOWED);
  await assert.rejects(resolve(at("media/dangling/x")), NOT_ALLOWED);
});

test("everything else is not allowed", async () => {
  await using folders = await setUp();
  const { at } = folders;
  const resolve = createLocalPathResolver([at("media")]);
  const refused = [
    at("outside"),
    at("media-private"),
    at("media/../outside"),
    at("media/escape"),
    at("media/loop"),
    "/",
    "media/film",
    "",
    `${at("media")}\0/film`,
    "file://host/media",
    "file:///%2Fmedia",
    "https://host/media",
  ];
  for (const path of refused) await assert.rejects(resolve(path), NOT_ALLOWED, path);
  await assert.rejects(createLocalPathResolver([])(at("media")), NOT_ALLOWED);
});

test("the refusal says which it is: no absolute path, or one that the operator does not allow", async () => {
  const resolve = createLocalPathResolver([]);
  await assert.rejects(resolve("media/film"), { message: /^media\/film is not an absolute path/u });
  await assert.rejects(resolve("/etc"), {
    message: /^\/etc lies outside the folders that the operator allows.* --allow .* REELBUS_ALLOWED_ROOTS /u,
  });
});

test("a path below one root does not wait for another one, which may hang", async () => {
  await using folders = await setUp();
  const { at } = folders;
  const watched = mock.method(files, "realpath");
  syncBuiltinESMExports();
  try {
    await createLocalPathResolver([at("outside"), at("media")])(at("media/film"));
    const asked = watched.mock.calls.map((call) => call.arguments[0]);
    assert.deepEqual(asked, [at("media/film"), at("media")]);
  } finally {
    watched.mock.restore();
    syncBuiltinESMExports();
  }
});
