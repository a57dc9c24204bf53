import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError } from "@reelbus/contracts";
import { makeTempFolder } from "@reelbus/testing";
import type { Source, SourceFile } from "../source.ts";
import { registerCases, type Skip } from "./cases.ts";

/** The place that a conformance suite works on, fresh for each case. Disposed of after it, sources first. */
export interface SourceFixture extends AsyncDisposable {
  /** A source that holds exactly these files. */
  holding(files: ReadonlyMap<string, Buffer>): Promise<Source>;
  /** A source that can be reached, but whose folder or file does not exist. */
  missing(): Promise<Source>;
  /** Runs `body` with a source that exists and does not let us read. */
  whileForbidden(body: (source: Source) => Promise<void>): Promise<void>;
}

export interface SourceConformance {
  readonly name: string;
  /** `folders`: a location is a folder with folders below it; otherwise a list of files. */
  readonly capabilities: { readonly folders: boolean };
  readonly skip?: readonly Skip<SourceTest>[];
  readonly create: () => Promise<SourceFixture>;
}

const big = Buffer.alloc(3 * 1024 * 1024 + 7, "0123456789abcdef!");
const oddNames = [
  "a b.mp4",
  'it\'s "quoted".srt',
  "100%.vtt",
  "50%25.vtt",
  "film é 片.mp4",
  "a#b?c;d&e=f+g.mp4",
  "~$x.txt",
];
const never = new AbortController().signal;

const folderCases = {
  "finds the files of folders in folders": async (fixture: SourceFixture) => {
    const paths = ["b.mp4", "a/z.srt", "a/b/c/d.vtt", "a.mp4"];
    await using source = disposable(await fixture.holding(filesOf(paths)));
    assert.deepEqual(pathsOf(await source.list(never)), paths.toSorted());
  },
  "rejects a folder without files": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.holding(new Map()));
    await source.check(never);
    await assert.rejects(source.list(never), withReason("no-files"));
  },
};

const cases = {
  "lists every file with its size, in the same order each time": async (fixture: SourceFixture) => {
    const files = filesOf(["b.mp4", "a.srt", "c.vtt"]);
    await using source = disposable(await fixture.holding(files));
    await source.check(never);
    const listed = await source.list(never);
    assert.deepEqual(pathsOf(listed).toSorted(), ["a.srt", "b.mp4", "c.vtt"]);
    for (const { path, sizeBytes } of listed) assert.equal(sizeBytes, files.get(path)?.length);
    assert.deepEqual(await source.list(never), listed);
  },
  "brings a file whole and counts its bytes": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.holding(new Map([["film.mp4", big]])));
    await using folder = await makeTempFolder("fetched");
    let counted = 0;
    const size = await fetchTo(source, await onlyFileOf(source), folder.path, (delta) => (counted += delta));
    assert.equal(size, big.length);
    assert.equal(counted, big.length);
    assert.deepEqual(await readFile(join(folder.path, "fetched")), big);
    assert.deepEqual(await readdir(folder.path), ["fetched"]);
  },
  "brings an empty file": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.holding(new Map([["empty.srt", Buffer.alloc(0)]])));
    await using folder = await makeTempFolder("fetched");
    assert.equal(await fetchTo(source, await onlyFileOf(source), folder.path), 0);
    assert.equal((await readFile(join(folder.path, "fetched"))).length, 0);
  },
  "keeps names with blanks, quotes, per cent signs and letters of any script": async (fixture: SourceFixture) => {
    const files = filesOf(oddNames);
    await using source = disposable(await fixture.holding(files));
    await using folder = await makeTempFolder("fetched");
    const listed = await source.list(never);
    assert.deepEqual(pathsOf(listed).toSorted(), oddNames.toSorted());
    for (const file of listed) {
      await source.fetch(file, join(folder.path, file.path), { signal: never, onBytes: () => undefined });
      assert.deepEqual(await readFile(join(folder.path, file.path)), files.get(file.path));
    }
  },
  "brings several files at once": async (fixture: SourceFixture) => {
    const files = filesOf(Array.from({ length: 20 }, (_, index) => `file-${index}.ts`));
    await using source = disposable(await fixture.holding(files));
    await using folder = await makeTempFolder("fetched");
    const listed = await source.list(never);
    await Promise.all(
      listed.map((file) =>
        source.fetch(file, join(folder.path, file.path), { signal: never, onBytes: () => undefined }),
      ),
    );
    for (const [path, content] of files) assert.deepEqual(await readFile(join(folder.path, path)), content);
  },
  "a missing location passes the check and fails the listing": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.missing());
    await source.check(never);
    await assert.rejects(source.list(never), withReason("file-not-found"));
  },
  "a missing file leaves nothing behind": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.missing());
    await using folder = await makeTempFolder("fetched");
    await assert.rejects(fetchTo(source, { path: "gone.mp4", sizeBytes: 5 }, folder.path), ReelbusError);
    assert.deepEqual(await readdir(folder.path), []);
  },
  "a forbidden location fails the check and the listing": async (fixture: SourceFixture) => {
    await fixture.whileForbidden(async (source) => {
      await assert.rejects(source.check(never), withReason("access-denied"));
      await assert.rejects(source.list(never), withReason("access-denied"));
      await source.close();
    });
  },
  "an aborted call rejects with the reason": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.holding(filesOf(["a.mp4"])));
    await using folder = await makeTempFolder("fetched");
    const reason = new Error("no longer wanted");
    const file = await onlyFileOf(source);
    const signal = AbortSignal.abort(reason);
    await assert.rejects(source.check(signal), reason);
    await assert.rejects(source.list(signal), reason);
    await assert.rejects(
      fetchTo(source, file, folder.path, () => undefined, signal),
      reason,
    );
    assert.deepEqual(await readdir(folder.path), []);
  },
  "an abort on the way leaves the whole file or nothing": async (fixture: SourceFixture) => {
    await using source = disposable(await fixture.holding(new Map([["film.mp4", big]])));
    await using folder = await makeTempFolder("fetched");
    const file = await onlyFileOf(source);
    const abort = new AbortController();
    const reason = new Error("no longer wanted");
    const fetched = fetchTo(source, file, folder.path, () => abort.abort(reason), abort.signal);
    const outcome = await fetched.catch((error: unknown) => error);
    if (outcome === reason) assert.deepEqual(await readdir(folder.path), []);
    else assert.deepEqual(await readFile(join(folder.path, "fetched")), big);
  },
  "after close calls reject, and closing again is safe": async (fixture: SourceFixture) => {
    const source = await fixture.holding(filesOf(["a.mp4"]));
    const file = await onlyFileOf(source);
    await source.close();
    await source.close();
    await assert.rejects(source.check(never));
    await assert.rejects(source.list(never));
    await assert.rejects(fetchTo(source, file, "/nowhere"));
  },
};

/** The names of the cases, for `skip`. */
export type SourceTest = keyof typeof cases | keyof typeof folderCases;

/** Registers the tests that every adapter of a Source passes. */
export function sourceConformance({ name, capabilities, skip = [], create }: SourceConformance): void {
  const applicable: Partial<Record<SourceTest, (fixture: SourceFixture) => Promise<void>>> = {
    ...cases,
    ...(capabilities.folders ? folderCases : {}),
  };
  registerCases(`${name} source`, applicable as typeof cases & typeof folderCases, skip, create);
}

function filesOf(paths: readonly string[]): Map<string, Buffer> {
  return new Map(paths.map((path) => [path, Buffer.from(`content of ${path}`)]));
}

function pathsOf(files: readonly SourceFile[]): string[] {
  return files.map(({ path }) => path);
}

async function onlyFileOf(source: Source): Promise<SourceFile> {
  const [file, ...others] = await source.list(never);
  assert.ok(file);
  assert.equal(others.length, 0);
  return file;
}

function fetchTo(
  source: Source,
  file: SourceFile,
  folder: string,
  onBytes: (deltaBytes: number) => void = () => undefined,
  signal: AbortSignal = never,
): Promise<number> {
  return source.fetch(file, join(folder, "fetched"), { signal, onBytes });
}

function disposable(source: Source): Source & AsyncDisposable {
  return Object.assign(source, { [Symbol.asyncDispose]: () => source.close() });
}

function withReason(reason: ReelbusError["reason"]) {
  return (error: unknown) => error instanceof ReelbusError && error.reason === reason;
}
