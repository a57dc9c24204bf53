import assert from "node:assert/strict";
import promises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { it, mock } from "node:test";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { isTemporaryName } from "../event-file.ts";
import { publishTo } from "../testing/calls.ts";
import { sampleEvents } from "../testing/index.ts";

it(
  "has published when the file, its name and each new folder's name are on disk, and shows no name before its content",
  withLeakCheck(async () => {
    await using root = await makeTempFolder();
    const [first, second] = sampleEvents(2);
    assert.ok(first && second);
    const settings = { Type: "Files", Format: "Json", UriPath: join(root.path, "out") } as const;
    using calls = fileCalls(root.path);
    const job = join("out", first.JobId);

    await publishTo(settings, [first]);
    assert.deepEqual(calls.taken(), [
      "synced out",
      "synced .",
      ...["written", "synced"].map((done) => `${done} ${job}/<hidden>`),
      `renamed to ${job}/000001-AcquisitionProgress.json`,
      `synced ${job}`,
    ]);

    await publishTo(settings, [second]);
    assert.deepEqual(calls.taken(), [
      ...["written", "synced"].map((done) => `${done} ${job}/<hidden>`),
      `renamed to ${job}/000002-AcquisitionProgress.json`,
      `synced ${job}`,
    ]);
  }),
);

/** Notes what the file system has been asked for below a folder, each thing when it is done. What is asked is done. */
function fileCalls(root: string): Disposable & { taken(): string[] } {
  let done: string[] = [];
  const shown = (path: string): string => {
    const name = isTemporaryName(basename(path)) ? join(dirname(path), "<hidden>") : path;
    return relative(root, name) || ".";
  };
  const { open, rename } = promises;
  const noting = (handle: FileHandle, path: string): FileHandle => {
    const [sync, writeFile] = [handle.sync.bind(handle), handle.writeFile.bind(handle)];
    handle.sync = () => sync().then(() => void done.push(`synced ${shown(path)}`));
    handle.writeFile = (...parts) => writeFile(...parts).then(() => void done.push(`written ${shown(path)}`));
    return handle;
  };
  const opened = mock.method(promises, "open", async (...parts: Parameters<typeof open>) =>
    noting(await open(...parts), String(parts[0])),
  );
  const renamed = mock.method(promises, "rename", async (...parts: Parameters<typeof rename>) => {
    await rename(...parts);
    done.push(`renamed to ${shown(String(parts[1]))}`);
  });
  syncBuiltinESMExports();
  return {
    taken: () => {
      const taken = done;
      done = [];
      return taken;
    },
    [Symbol.dispose]: () => {
      for (const { mock: replaced } of [opened, renamed]) replaced.restore();
      syncBuiltinESMExports();
    },
  };
}
