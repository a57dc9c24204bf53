import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UsageError } from "../output/usage-error.ts";
import { unlessCode } from "./unless-code.ts";

/**
 * Makes the data folder and the workspace in it where they are missing, and looks whether they can be used.
 *
 * @returns the workspace, absolute as the data folder is
 * @throws UsageError that names the data folder and the option
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const workspaceRoot = join(dataDir, "workspace");
  try {
    await makeFolder(dataDir);
    await mkdir(workspaceRoot, { mode: 0o700 }).catch(unlessCode("EEXIST"));
    for (const folder of [dataDir, workspaceRoot]) await access(join(folder, sep), constants.W_OK | constants.X_OK);
    return workspaceRoot;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new UsageError(`can't make or use the data folder ${dataDir} (${code}); choose another with --data`, {
      cause,
    });
  }
}

/** Node's own `recursive` tries for ever below a folder in which nothing can be made, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  // PostgreSQL runs as another user when we are root, and has to pass through; what is in there is closed by itself.
  await mkdir(path, { mode: 0o755 }).catch(unlessCode("EEXIST"));
}
