import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError } from "@reelbus/contracts";
import { makeTempFolder } from "@reelbus/testing";
import type { Target } from "../target.ts";
import { registerCases, type Skip } from "./cases.ts";

/** The place that a conformance suite works on, fresh for each case. Disposed of after it, targets first. */
export interface TargetFixture extends AsyncDisposable {
  /** A target whose folder holds nothing, or does not exist yet. */
  open(): Promise<Target>;
  /** Runs `body` with a target that exists and does not let us write. */
  whileForbidden(body: (target: Target) => Promise<void>): Promise<void>;
  /** What now stands at a path of the open target; null for nothing. */
  read(path: string): Promise<Buffer | null>;
  /** Every file below the open target, hidden ones too, sorted. */
  paths(): Promise<string[]>;
}

export interface TargetConformance {
  readonly name: string;
  readonly skip?: readonly Skip<TargetTest>[];
  readonly create: () => Promise<TargetFixture>;
}

const never = new AbortController().signal;
const big = Buffer.alloc(3 * 1024 * 1024 + 7, "0123456789abcdef!");

const cases = {
  "puts a file whole and leaves the local one": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: big });
    await using target = disposable(await fixture.open());
    await target.put(local.pathOf("a"), "film.mp4", never);
    assert.deepEqual(await fixture.read("film.mp4"), big);
    assert.deepEqual(await readFile(local.pathOf("a")), big);
    assert.deepEqual(await fixture.paths(), ["film.mp4"]);
  },
  "makes folders on the way": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "one", b: "two" });
    await using target = disposable(await fixture.open());
    await Promise.all([
      target.put(local.pathOf("a"), "video/1080/1.m4s", never),
      target.put(local.pathOf("b"), "video/1080/2.m4s", never),
    ]);
    assert.deepEqual(await fixture.paths(), ["video/1080/1.m4s", "video/1080/2.m4s"]);
  },
  "replaces what stands there": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "the longer first version", b: "second" });
    await using target = disposable(await fixture.open());
    await target.put(local.pathOf("a"), "manifest.mpd", never);
    await target.put(local.pathOf("b"), "manifest.mpd", never);
    assert.equal(String(await fixture.read("manifest.mpd")), "second");
    assert.equal(String(await readFile(local.pathOf("a"))), "the longer first version");
    assert.deepEqual(await fixture.paths(), ["manifest.mpd"]);
  },
  "puts the same file again": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "one" });
    await using target = disposable(await fixture.open());
    await target.put(local.pathOf("a"), "a.m4s", never);
    await target.put(local.pathOf("a"), "a.m4s", never);
    assert.equal(String(await fixture.read("a.m4s")), "one");
    assert.deepEqual(await fixture.paths(), ["a.m4s"]);
  },
  "one of several puts of a path at the same time wins whole": async (fixture: TargetFixture) => {
    const contents = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`f${index}`, Buffer.alloc(500_000, `${index}`)]),
    );
    await using local = await localFiles(contents);
    await using target = disposable(await fixture.open());
    await Promise.all(Object.keys(contents).map((name) => target.put(local.pathOf(name), "same.m4s", never)));
    const there = await fixture.read("same.m4s");
    assert.ok(Object.values(contents).some((content) => there?.equals(content)));
    assert.deepEqual(await fixture.paths(), ["same.m4s"]);
  },
  "keeps names with blanks, quotes, per cent signs and letters of any script": async (fixture: TargetFixture) => {
    const names = ["a b.mp4", 'it\'s "quoted".srt', "100%.vtt", "50%25.vtt", "film é 片.mp4", "a#b?c;d&e=f+g.mp4"];
    await using local = await localFiles({ a: "content" });
    await using target = disposable(await fixture.open());
    for (const name of names) {
      await target.put(local.pathOf("a"), name, never);
      assert.equal(decodeURIComponent(new URL(target.location(name)).pathname).endsWith(`/${name}`), true, name);
    }
    assert.deepEqual(await fixture.paths(), names.toSorted());
  },
  "the location of a file lies below the target's": async (fixture: TargetFixture) => {
    await using target = disposable(await fixture.open());
    assert.ok(target.location().endsWith("/"));
    assert.equal(new URL("video/1.m4s", target.location()).href, target.location("video/1.m4s"));
  },
  "the check leaves nothing behind": async (fixture: TargetFixture) => {
    await using target = disposable(await fixture.open());
    await target.check(never);
    assert.deepEqual(await fixture.paths(), []);
  },
  "a forbidden location fails the check and the put": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "one" });
    await fixture.whileForbidden(async (target) => {
      await assert.rejects(target.check(never), isRefusal);
      await assert.rejects(target.put(local.pathOf("a"), "a.m4s", never), isRefusal);
      await target.close();
    });
  },
  "a path that leads out is refused": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "one" });
    await using target = disposable(await fixture.open());
    for (const path of ["../a", "b/../../a", "/a", "", ".", "b/", "b//a", "b/./a"]) {
      await assert.rejects(target.put(local.pathOf("a"), path, never), withReason("location-not-allowed"), path);
    }
  },
  "a local file that is missing is a fault of ours and leaves nothing": async (fixture: TargetFixture) => {
    await using target = disposable(await fixture.open());
    await assert.rejects(target.put("/nowhere/a", "a.m4s", never), withReason("internal"));
    assert.deepEqual(await fixture.paths(), []);
  },
  "an aborted call rejects with the reason and leaves nothing": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "one" });
    await using target = disposable(await fixture.open());
    const reason = new Error("no longer wanted");
    await assert.rejects(target.check(AbortSignal.abort(reason)), reason);
    await assert.rejects(target.put(local.pathOf("a"), "a.m4s", AbortSignal.abort(reason)), reason);
    assert.deepEqual(await fixture.paths(), []);
  },
  "an abort on the way leaves the whole file or nothing": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: big });
    await using target = disposable(await fixture.open());
    const abort = new AbortController();
    const reason = new Error("no longer wanted");
    const put = target.put(local.pathOf("a"), "film.mp4", abort.signal);
    abort.abort(reason);
    const outcome = await put.catch((error: unknown) => error);
    if (outcome === reason) assert.deepEqual(await fixture.paths(), []);
    else assert.deepEqual(await fixture.read("film.mp4"), big);
  },
  "after close calls reject, and closing again is safe": async (fixture: TargetFixture) => {
    await using local = await localFiles({ a: "one" });
    const target = await fixture.open();
    await target.close();
    await target.close();
    await assert.rejects(target.check(never));
    await assert.rejects(target.put(local.pathOf("a"), "a.m4s", never));
    assert.deepEqual(await fixture.paths(), []);
  },
};

/** The names of the cases, for `skip`. */
export type TargetTest = keyof typeof cases;

/** Registers the tests that every adapter of a Target passes. */
export function targetConformance({ name, skip = [], create }: TargetConformance): void {
  registerCases(`${name} target`, cases, skip, create);
}

async function localFiles(contents: Readonly<Record<string, string | Buffer>>) {
  const folder = await makeTempFolder("to-put");
  await chmod(folder.path, 0o755);
  const pathOf = (name: string) => join(folder.path, name);
  for (const [name, content] of Object.entries(contents)) await writeFile(pathOf(name), content);
  return { pathOf, [Symbol.asyncDispose]: () => folder.remove() };
}

function disposable(target: Target): Target & AsyncDisposable {
  return Object.assign(target, { [Symbol.asyncDispose]: () => target.close() });
}

function withReason(reason: ReelbusError["reason"]) {
  return (error: unknown) => error instanceof ReelbusError && error.reason === reason;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ReelbusError && ["access-denied", "write-refused"].includes(error.reason);
}
