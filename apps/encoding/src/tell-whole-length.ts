import { readFile, writeFile } from "node:fs/promises";
import { withWholeLength } from "@reelbus/media";

/** Corrects the length that a DASH manifest tells, where sound goes on behind the picture. */
export async function tellWholeLength(manifest: string): Promise<void> {
  const written = await readFile(manifest, "utf8");
  const corrected = withWholeLength(written);
  if (corrected !== written) await writeFile(manifest, corrected);
}
