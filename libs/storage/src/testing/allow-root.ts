import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ReelbusError } from "@reelbus/contracts";
import type { StorageOptions } from "../storage-options.ts";

/** Allows local paths below one folder, as a program does with the operator's allowed roots. */
export function allowRoot(root: string): StorageOptions {
  return {
    resolveLocalPath: async (uriPath) => {
      const real = await nearestRealPath(uriPath.startsWith("file:") ? fileURLToPath(uriPath) : uriPath);
      if (real === root || real.startsWith(`${root}/`)) return real;
      throw new ReelbusError("location-not-allowed", "This message is not for customers.");
    },
  };
}

async function nearestRealPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return join(await nearestRealPath(dirname(path)), basename(path));
  }
}
