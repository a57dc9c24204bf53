import assert from "node:assert/strict";
import { chmod, mkdir, open, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ReelbusError, type PublishingStorage } from "@reelbus/contracts";
import { makeTempFolder, unprivileged, withLeakCheck } from "@reelbus/testing";
import { errnoOf } from "../errno.ts";
import { hasReflinks } from "../testing/has-reflinks.ts";
import { allowRoot } from "../testing/allow-root.ts";
import { targetConformance } from "../testing/index.ts";
import { LocalTarget } from "./local-target.ts";

const never = new AbortController().signal;

function storage(UriPath: string): PublishingStorage {
  return { Provider: "Local", UriPath, CredentialsProtection: "Unencrypted" };
}

targetConformance({
  name: "local",
  create: async () => {
    const folder = await makeTempFolder("target");
    const path = join(folder.path, "new/out");
    return {
      open: () => Promise.resolve(new LocalTarget(storage(path), allowRoot(folder.path))),
      whileForbidden: async (body) => {
        await mkdir(path, { recursive: true });
        await chmod(path, 0o555);
        await chmod(folder.path, 0o755);
        using _user = unprivileged();
        await body(new LocalTarget(storage(path), allowRoot(folder.path)));
      },
      read: (name) => readFile(join(path, name)).catch(nullIfMissing),
      paths: () => filesBelow(path),
      [Symbol.asyncDispose]: () => folder.remove(),
    };
  },
});

function nullIfMissing(error: unknown): null {
  if (errnoOf(error) === "ENOENT") return null;
  throw error;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(nullIfMissing);
  return (entries ?? [])
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** A workspace with one file beside a target. */
async function workspaceAndTarget() {
  const folder = await makeTempFolder("target");
  const [local, out] = [join(folder.path, "local"), join(folder.path, "out")];
  await writeFile(local, "content");
  const target = new LocalTarget(storage(out), allowRoot(folder.path));
  return { folder: folder.path, local, out, target, [Symbol.asyncDispose]: () => folder.remove() };
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test(
  "nothing is copied on one file system",
  withLeakCheck(async () => {
    await using at = await workspaceAndTarget();
    await at.target.put(at.local, "a.m4s", never);
    const [local, put] = [await stat(at.local), await stat(join(at.out, "a.m4s"))];
    assert.ok(put.ino === local.ino || (await hasReflinks(at.folder)));
  }),
);

test(
  "a replaced file is another file: who reads the old one goes on reading it",
  withLeakCheck(async () => {
    await using at = await workspaceAndTarget();
    await at.target.put(at.local, "a.m4s", never);
    const reader = await open(join(at.out, "a.m4s"), "r");
    try {
      await writeFile(join(at.folder, "newer"), "newer");
      await at.target.put(join(at.folder, "newer"), "a.m4s", never);
      assert.equal(String(await reader.readFile()), "content");
      assert.equal(String(await readFile(at.local)), "content");
      assert.equal(String(await readFile(join(at.out, "a.m4s"))), "newer");
    } finally {
      await reader.close();
    }
  }),
);

test(
  "published files and folders have the permissions of the umask, whatever the local file has",
  withLeakCheck(async () => {
    const before = process.umask(0o022);
    try {
      await using at = await workspaceAndTarget();
      await chmod(at.local, 0o600);
      await at.target.put(at.local, "video/a.m4s", never);
      assert.equal(await modeOf(join(at.out, "video/a.m4s")), 0o644);
      assert.equal(await modeOf(join(at.out, "video")), 0o755);
      assert.equal(await modeOf(at.local), 0o600);
    } finally {
      process.umask(before);
    }
  }),
);

test("the location is a URL, percent-encoded", () => {
  const target = new LocalTarget(storage("/out/50% é #1?"), allowRoot("/out"));
  assert.equal(target.location(), "file:///out/50%25%20%C3%A9%20%231%3F/");
  assert.equal(target.location("a b.mpd"), "file:///out/50%25%20%C3%A9%20%231%3F/a%20b.mpd");
  const byUrl = new LocalTarget(storage("file:///out/a%20b"), allowRoot("/out"));
  assert.equal(byUrl.location("m.mpd"), "file:///out/a%20b/m.mpd");
});

test(
  "a link in the target that leads out is not followed",
  withLeakCheck(async () => {
    await using at = await workspaceAndTarget();
    await mkdir(at.out);
    await mkdir(join(at.folder, "elsewhere"));
    await symlink("../elsewhere", join(at.out, "video"));
    const target = new LocalTarget(storage(at.out), allowRoot(at.out));
    await assert.rejects(
      target.put(at.local, "video/sub/a.m4s", never),
      (error) => error instanceof ReelbusError && error.reason === "location-not-allowed",
    );
    assert.deepEqual(await readdir(join(at.folder, "elsewhere")), []);
  }),
);

test(
  "a folder in the way of a file is a refused write, and leaves nothing",
  withLeakCheck(async () => {
    await using at = await workspaceAndTarget();
    await mkdir(join(at.out, "a.m4s/b"), { recursive: true });
    await assert.rejects(at.target.put(at.local, "a.m4s", never), isRefused);
    await writeFile(join(at.out, "file"), "x");
    await assert.rejects(at.target.put(at.local, "file/a.m4s", never), isRefused);
    assert.deepEqual(await filesBelow(at.out), ["file"]);
  }),
);

function isRefused(error: unknown): boolean {
  assert.ok(error instanceof ReelbusError);
  assert.equal(error.reason, "write-refused");
  assert.equal(error.retryable, false);
  assert.ok(error.message.includes("/out/"), error.message);
  return true;
}
