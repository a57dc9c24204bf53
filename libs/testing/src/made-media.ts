import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "./find-program.ts";
import { machineTempFolder, makeTempFolder } from "./temp-folder.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;

/** The environment variable by which the test runner hands a folder for films to the test processes. */
export const filmFolderVariable = "REELBUS_TEST_FILM_FOLDER";

const made = new Map<string, Promise<string>>();
let processFolder: Promise<string> | undefined;

/**
 * Makes a media file once in a test run.
 *
 * @param description what tells it from all others
 * @param make writes the file `output`; `folder` is there for what it needs meanwhile
 * @returns the path of a file that tests share
 */
export function makeOnce(
  description: unknown,
  extension: string,
  make: (output: string, folder: string) => Promise<void>,
): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(description)).digest("hex").slice(0, 16);
  const file = made.get(key) ?? makeUnlessThere(`${key}.${extension}`, make);
  made.set(key, file);
  return file;
}

/** Runs ffmpeg to make test media, in a folder of the test's. */
export async function runFfmpeg(args: readonly string[], folder: string): Promise<void> {
  await run(findProgram("ffmpeg"), ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", ...args], {
    cwd: folder,
    timeout: TIMEOUT_MS,
  });
}

async function makeUnlessThere(name: string, make: (output: string, folder: string) => Promise<void>): Promise<string> {
  const folder = process.env[filmFolderVariable] ?? (await (processFolder ??= ownFolder()));
  const path = join(folder, name);
  if (await exists(path)) return path;
  await using workFolder = await makeTempFolder("film", folder);
  const unfinished = join(workFolder.path, name);
  await make(unfinished, workFolder.path);
  // Another process may make the same film at the same time; whichever comes last replaces an equal one.
  await rename(unfinished, path);
  return path;
}

async function ownFolder(): Promise<string> {
  return (await makeTempFolder("films", machineTempFolder)).path;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
