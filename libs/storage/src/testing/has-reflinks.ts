import { constants, copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Whether a folder's file system can share blocks between files: then a copy without copying is another inode. */
export async function hasReflinks(folder: string): Promise<boolean> {
  await writeFile(join(folder, "reflink-from"), "x");
  return await copyFile(
    join(folder, "reflink-from"),
    join(folder, "reflink-to"),
    constants.COPYFILE_FICLONE_FORCE,
  ).then(
    () => true,
    () => false,
  );
}
