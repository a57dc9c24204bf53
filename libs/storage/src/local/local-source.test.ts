import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ReelbusError, type AcquisitionStorage } from "@reelbus/contracts";
import { makeTempFolder, unprivileged, withLeakCheck } from "@reelbus/testing";
import { hasReflinks } from "../testing/has-reflinks.ts";
import { allowRoot } from "../testing/allow-root.ts";
import { sourceConformance } from "../testing/index.ts";
import { LocalSource } from "./local-source.ts";

const never = new AbortController().signal;

function storage(UriPath: string): AcquisitionStorage {
  return { Provider: "Local", UriPath, CredentialsProtection: "Unencrypted" };
}

async function writeFiles(folder: string, files: Iterable<readonly [string, string | Buffer]>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

sourceConformance({
  name: "local",
  capabilities: { folders: true },
  create: async () => {
    const folder = await makeTempFolder("source");
    const open = () => new LocalSource(storage(folder.path), allowRoot(folder.path));
    return {
      holding: async (files) => {
        await writeFiles(folder.path, files);
        return open();
      },
      missing: () => Promise.resolve(new LocalSource(storage(`${folder.path}/gone`), allowRoot(folder.path))),
      whileForbidden: async (body) => {
        await writeFiles(folder.path, [["film.mp4", "film"]]);
        await chmod(folder.path, 0);
        using _user = unprivileged();
        await body(open());
      },
      [Symbol.asyncDispose]: () => folder.remove(),
    };
  },
});

/** A folder that may be read, `in`, beside one that may not, `out`. */
async function inAndOut() {
  const folder = await makeTempFolder("source");
  const inside = join(folder.path, "in");
  const outside = join(folder.path, "out");
  await writeFiles(folder.path, [
    ["in/film.mp4", "film"],
    ["out/secret.mp4", "secret"],
  ]);
  const open = (path = inside) => new LocalSource(storage(path), allowRoot(inside));
  return { inside, outside, open, folder: folder.path, [Symbol.asyncDispose]: () => folder.remove() };
}

function failure(reason: ReelbusError["reason"], ...mentions: string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof ReelbusError);
    assert.equal(error.reason, reason);
    for (const mention of mentions) assert.ok(error.message.includes(mention), error.message);
    return true;
  };
}

test(
  "a file takes the place of a folder",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    const source = at.open(join(at.inside, "film.mp4"));
    await source.check(never);
    assert.deepEqual(await source.list(never), [{ path: "film.mp4", sizeBytes: 4 }]);
    const to = join(at.folder, "fetched");
    assert.equal(
      await source.fetch({ path: "film.mp4", sizeBytes: 4 }, to, { signal: never, onBytes: () => undefined }),
      4,
    );
    assert.equal(String(await readFile(to)), "film");
  }),
);

test(
  "nothing is copied on one file system",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    const to = join(at.folder, "fetched");
    await at.open().fetch({ path: "film.mp4", sizeBytes: 4 }, to, { signal: never, onBytes: () => undefined });
    const [from, fetched] = await Promise.all([stat(join(at.inside, "film.mp4")), stat(to)]);
    assert.ok(fetched.ino === from.ino || (await hasReflinks(at.folder)));
  }),
);

test(
  "hidden files and folders, pipes and empty folders are left out",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await writeFiles(at.inside, [
      [".DS_Store", "x"],
      [".cache/film.mp4", "x"],
    ]);
    await mkdir(join(at.inside, "empty"));
    assert.deepEqual(await at.open().list(never), [{ path: "film.mp4", sizeBytes: 4 }]);
  }),
);

test(
  "links inside the allowed folders count as what they lead to, and circles end",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await writeFiles(at.inside, [["sound/en.m4a", "english"]]);
    await symlink("sound/en.m4a", join(at.inside, "linked.m4a"));
    await symlink("..", join(at.inside, "sound/up"));
    await symlink("sound", join(at.inside, "also-sound"));
    const source = at.open();
    const files = await source.list(never);
    assert.deepEqual(files, [
      { path: "also-sound/en.m4a", sizeBytes: 7 },
      { path: "film.mp4", sizeBytes: 4 },
      { path: "linked.m4a", sizeBytes: 7 },
    ]);
    for (const [index, file] of files.entries())
      await source.fetch(file, join(at.folder, `${index}`), { signal: never, onBytes: () => undefined });
    assert.equal(String(await readFile(join(at.folder, "0"))), "english");
    assert.equal(String(await readFile(join(at.folder, "2"))), "english");
  }),
);

test(
  "a link that leads out is refused by its name",
  withLeakCheck(async () => {
    for (const leadsTo of ["../out/secret.mp4", "../out"]) {
      await using at = await inAndOut();
      await symlink(leadsTo, join(at.inside, "link.mp4"));
      const source = at.open();
      const to = join(at.folder, "fetched");
      await assert.rejects(source.list(never), failure("location-not-allowed", `${at.inside}/link.mp4`));
      await assert.rejects(
        source.fetch({ path: "link.mp4", sizeBytes: 6 }, to, { signal: never, onBytes: () => undefined }),
        failure("location-not-allowed", `${at.inside}/link.mp4`),
      );
      assert.deepEqual((await readdir(at.folder)).sort(), ["in", "out"]);
    }
  }),
);

test(
  "a path that leads out is refused",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await assert.rejects(
      at.open().fetch({ path: "../in/film.mp4", sizeBytes: 4 }, join(at.folder, "fetched"), {
        signal: never,
        onBytes: () => undefined,
      }),
      failure("location-not-allowed"),
    );
  }),
);

test(
  "a location outside the allowed folders is refused",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    const source = at.open(at.outside);
    await assert.rejects(source.check(never), failure("location-not-allowed", at.outside));
    await assert.rejects(source.list(never), failure("location-not-allowed", at.outside));
  }),
);

test(
  "a link to nowhere is named",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await symlink("gone.mp4", join(at.inside, "link.mp4"));
    await assert.rejects(at.open().list(never), failure("file-not-found", `${at.inside}/link.mp4`));
  }),
);

test(
  "a folder of too many files is refused",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    for (let index = 0; index < 10_000; index++) await writeFile(join(at.inside, `${index}`), "");
    await assert.rejects(at.open().list(never), failure("too-many-files", at.inside));
  }),
);

test(
  "a file that may not be read is named",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await chmod(at.folder, 0o755);
    await chmod(join(at.inside, "film.mp4"), 0);
    using _user = unprivileged();
    const source = at.open();
    await assert.rejects(
      source.fetch({ path: "film.mp4", sizeBytes: 4 }, join(at.folder, "fetched"), {
        signal: never,
        onBytes: () => undefined,
      }),
      failure("access-denied", `${at.inside}/film.mp4`),
    );
  }),
);

test(
  "a file that may be read but not linked is copied",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await using workspace = await makeTempFolder("workspace");
    await chmod(at.folder, 0o755);
    await chmod(workspace.path, 0o777);
    using _user = unprivileged();
    const to = join(workspace.path, "film.mp4");
    const size = await at
      .open()
      .fetch({ path: "film.mp4", sizeBytes: 4 }, to, { signal: never, onBytes: () => undefined });
    assert.equal(size, 4);
    assert.equal(String(await readFile(to)), "film");
    assert.deepEqual(await readdir(workspace.path), ["film.mp4"]);
  }),
);

test(
  "the message names the path as the customer wrote it",
  withLeakCheck(async () => {
    await using at = await inAndOut();
    await symlink("in", join(at.folder, "nice-name"));
    const nice = join(at.folder, "nice-name");
    await assert.rejects(at.open(`${nice}/gone`).list(never), failure("file-not-found", `"${nice}/gone"`));
    await assert.rejects(
      at.open(`file://${nice}/gone`).list(never),
      failure("file-not-found", `"file://${nice}/gone"`),
    );
  }),
);
