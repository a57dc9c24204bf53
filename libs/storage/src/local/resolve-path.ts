import { LOCAL_PATH_NOT_ALLOWED, ReelbusError } from "@reelbus/contracts";
import type { StorageOptions } from "../storage-options.ts";

/** The real path of a local path, with refusals that name it as the customer wrote it. */
export async function resolvePath(options: StorageOptions, path: string, shown: string): Promise<string> {
  try {
    return await options.resolveLocalPath(path);
  } catch (error) {
    if (!(error instanceof ReelbusError)) throw error;
    if (error.reason === "location-not-allowed")
      throw new ReelbusError(error.reason, `"${shown}" ${LOCAL_PATH_NOT_ALLOWED}`, { cause: error });
    throw new ReelbusError(error.reason, `"${shown}" may not be looked into. Give Reelbus's user the permission.`, {
      cause: error,
    });
  }
}
