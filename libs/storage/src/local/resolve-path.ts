import { ReelbusError } from "@reelbus/contracts";
import type { StorageOptions } from "../storage-options.ts";

/** The real path of a local path, with refusals that name it as the customer wrote it. */
export async function resolvePath(options: StorageOptions, path: string, shown: string): Promise<string> {
  try {
    return await options.resolveLocalPath(path);
  } catch (error) {
    if (!(error instanceof ReelbusError)) throw error;
    if (error.reason === "location-not-allowed")
      throw new ReelbusError(
        error.reason,
        `"${shown}" lies outside the folders that the operator allows, or is a link that leads out of them. Name a path below one of them, or have the operator allow its folder: --allow of reelbus up, REELBUS_ALLOWED_ROOTS of a service.`,
        { cause: error },
      );
    throw new ReelbusError(error.reason, `"${shown}" may not be looked into. Give Reelbus's user the permission.`, {
      cause: error,
    });
  }
}
