import { join } from "node:path";
import { ReelbusError, type FilesPublisher as FilesSettings, type MessagePublisher } from "@reelbus/contracts";
import { makeTempFolder } from "@reelbus/testing";
import { FilesPublisher } from "../files-publisher.ts";
import type { PublisherOptions } from "../../publisher.ts";
import type { ConformanceTarget } from "../../testing/conformance-target.ts";
import { DropFolder } from "../../testing/drop-folder.ts";
import { casesOfConnection, type ConformanceTestName } from "../../testing/publisher-conformance.ts";

/** The cases that can't apply to a folder. */
export const notForFiles: readonly { readonly test: ConformanceTestName; readonly reason: string }[] = [
  ...casesOfConnection.map((test) => ({ test, reason: "a folder has no server" })),
  { test: "killed and restarted in the middle", reason: "a folder has no server" },
  { test: "unroutable", reason: "a folder is the destination itself" },
  { test: "missing destination", reason: "a missing folder is made" },
  { test: "an event that is too large is refused for good", reason: "files have no limit that an event could reach" },
  { test: "missing permission", reason: "the tests may run as root, whom no permission stops" },
];

/** A temporary folder. */
export async function createFilesTarget(
  Format: MessagePublisher["Format"],
  Adapter: typeof FilesPublisher = FilesPublisher,
): Promise<ConformanceTarget> {
  const root = await makeTempFolder("files-publisher");
  const settings: FilesSettings = { Type: "Files", Format, UriPath: join(root.path, "out") };
  const reader = new DropFolder(() => settings.UriPath);
  return {
    port: null,
    open: () => new Adapter(settings, anywhere),
    openFaulty: () => Promise.resolve(new Adapter(settings, nowhere)),
    received: () => reader.received(),
    [Symbol.asyncDispose]: () => root.remove(),
  };
}

const anywhere: PublisherOptions = { resolveLocalPath: (path) => Promise.resolve(path) };
const nowhere: PublisherOptions = {
  resolveLocalPath: () => Promise.reject(new ReelbusError("location-not-allowed", "outside")),
};
