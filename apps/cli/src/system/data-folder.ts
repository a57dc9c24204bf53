import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UsageError } from "../output/usage-error.ts";
import { unlessCode } from "./unless-code.ts";

/**
 * Makes the data folder where it is missing, and looks whether it can be used.
 *
 * @throws UsageError that names it and the option
 */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await access(join(dataDir, sep), constants.W_OK | constants.X_OK);
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
