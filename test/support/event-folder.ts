import { lifecycleEventSchema, type LifecycleEvent } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The events that the publisher `Files` has put into a folder, by file name. Waits for the terminal one: each
 * publisher is told by itself, so the folder may get it after the API shows it.
 */
export async function deliveredTo(folder: string, jobId: string): Promise<Map<string, LifecycleEvent>> {
  const names = await waitFor(
    async () => {
      const found = (await readdir(join(folder, jobId))).toSorted();
      return found.some((name) => /-(?:JobSuccess|FinalError)\.json$/u.test(name)) ? found : null;
    },
    { what: `the terminal event in ${folder}`, timeoutMs: 30_000 },
  );
  const entries = names.map(async (name): Promise<[string, LifecycleEvent]> => {
    const text = await readFile(join(folder, jobId, name), "utf8");
    return [name, lifecycleEventSchema.parse(JSON.parse(text))];
  });
  return new Map(await Promise.all(entries));
}
