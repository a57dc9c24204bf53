import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** A file of the workspace that is to be published. */
export interface OutputFile {
  /** Where it goes, relative to the target. */
  readonly path: string;
  /** Where it lies, absolute. */
  readonly localPath: string;
  readonly sizeBytes: number;
}

/** Every file below the folders, sorted by path; of two with the same path the later folder's one counts. */
export async function listOutputs(folders: readonly string[]): Promise<OutputFile[]> {
  const outputs = new Map<string, OutputFile>();
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const localPath = join(entry.parentPath, entry.name);
      const path = relative(folder, localPath);
      outputs.set(path, { path, localPath, sizeBytes: (await stat(localPath)).size });
    }
  }
  return [...outputs.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
