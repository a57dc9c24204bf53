import { constants, copyFile, link } from "node:fs/promises";

/**
 * Makes the new file `to` share its blocks with `from` until one of them is written to. False where the file system
 * has no such thing, or anything else stands against it: then nothing was made.
 */
export async function reflink(from: string, to: string): Promise<boolean> {
  return await succeeds(copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE));
}

/** Makes `to` another name of `from`. False over devices, without the permission, or if anything else stands against it. */
export async function hardLink(from: string, to: string): Promise<boolean> {
  return await succeeds(link(from, to));
}

/** These are shortcuts: why one is closed does not matter, since the copy that follows shows the real obstacle. */
async function succeeds(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch {
    return false;
  }
}
