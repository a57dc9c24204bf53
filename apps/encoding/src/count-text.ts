import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addTextToBandwidth, measureText, readMediaPlaylist, type TextRendition } from "@reelbus/media";

/** Adds the packaged text to the rates that the master playlist tells. */
export async function countText(folder: string, master: string, renditions: readonly TextRendition[]): Promise<void> {
  if (renditions.length === 0) return;
  const measured = await Promise.all(
    renditions.map(async (rendition) => {
      const segments = readMediaPlaylist(await readFile(join(folder, rendition.folder, "playlist.m3u8"), "utf8"));
      return Promise.all(
        segments.map(async ({ file, durationSeconds }) => {
          return { durationSeconds, sizeBytes: (await stat(join(folder, rendition.folder, file))).size };
        }),
      );
    }),
  );
  const path = join(folder, master);
  await writeFile(path, addTextToBandwidth(await readFile(path, "utf8"), measureText(measured)));
}
