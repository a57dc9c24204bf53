import { rmSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of a test's own; gone when disposed of (`await using`), at the latest when the process exits. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** Deletes the folder and all in it. Safe to call twice. */
  remove(): Promise<void>;
}

/** The system's temporary folder, read once: a leak check points TMPDIR elsewhere while a test runs. */
export const machineTempFolder = tmpdir();

const existing = new Set<string>();
process.once("exit", () => {
  for (const path of existing) rmSync(path, { recursive: true, force: true });
});

/**
 * Makes an empty folder below the system's temporary folder.
 *
 * @param label part of its name, so that what is left behind can be traced
 * @param below where to make it, by default in `os.tmpdir()`
 */
export async function makeTempFolder(label = "test", below: string = tmpdir()): Promise<TempFolder> {
  const path = await mkdtemp(join(below, `reelbus-${label}-`));
  // PostgreSQL runs as another user than root, and has to pass through.
  await chmod(path, 0o755);
  existing.add(path);
  const remove = async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
    existing.delete(path);
  };
  return { path, remove, [Symbol.asyncDispose]: remove };
}
