import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError, type FilesPublisher as FilesSettings, type MessagePublisher } from "@reelbus/contracts";
import { makeTempFolder, unprivileged } from "@reelbus/testing";
import type { PublisherOptions } from "../../publisher.ts";
import type { ConformanceServer, ConformanceTarget } from "../../testing/conformance-target.ts";
import { DropFolder } from "../../testing/drop-folder.ts";
import { casesOfConnection, type ConformanceTestName } from "../../testing/publisher-conformance.ts";
import { FilesPublisher } from "../files-publisher.ts";
import type { FilesLimits } from "../limits.ts";

const limitsOf = (writeMs = 2_000): FilesLimits => ({ writeMs, closeMs: 500 });

interface LeftOut {
  readonly test: ConformanceTestName;
  readonly reason: string;
}

/** The cases that can't apply to a folder without a `Disk`. */
export const notForFiles: readonly LeftOut[] = [
  ...casesOfConnection.map((test) => ({ test, reason: "a folder has no server" })),
  { test: "killed and restarted in the middle", reason: "a folder has no server" },
  { test: "unroutable", reason: "a folder is the destination itself" },
  { test: "throttled", reason: "a folder asks nobody to wait" },
  { test: "missing destination", reason: "a missing folder is made" },
  { test: "an event that is too large is refused for good", reason: "files have no limit that an event could reach" },
];

const onHangingDisk: ReadonlySet<ConformanceTestName> = new Set([
  "close while blocked ends",
  "abort while blocked ends",
  "a target that hangs is given up, and found again",
]);

/** The cases that can't apply to a folder on a `Disk`. */
export const notForDisks = notForFiles.filter(({ test }) => !onHangingDisk.has(test));

/**
 * Stands in for a drive that can hang, as one of the network does. Leaves out that a call which hangs keeps a thread.
 * It can't be killed: a call to a file system that hangs is never told that the drive is gone.
 */
export class Disk implements ConformanceServer {
  #answers: PromiseWithResolvers<undefined> | null = null;
  #asked = 0;

  get asked(): number {
    return this.#asked;
  }

  /** Resolves when it answers. */
  async answered(): Promise<void> {
    this.#asked += 1;
    await this.#answers?.promise;
  }

  pause(): Promise<void> {
    this.#answers ??= Promise.withResolvers<undefined>();
    return Promise.resolve();
  }

  resume(): void {
    this.#answers?.resolve(undefined);
    this.#answers = null;
  }

  kill(): never {
    throw new Error("a disk can only hang");
  }

  restart(): never {
    throw new Error("a disk can only hang");
  }
}

/** A temporary folder. */
export async function createFilesTarget(
  Format: MessagePublisher["Format"],
  Adapter: typeof FilesPublisher = FilesPublisher,
  disk: Disk = new Disk(),
): Promise<ConformanceTarget> {
  const opened = new AsyncDisposableStack();
  const root = opened.use(await makeTempFolder("files-publisher"));
  const settings: FilesSettings = { Type: "Files", Format, UriPath: join(root.path, "out") };
  const onDisk: PublisherOptions = { resolveLocalPath: (path) => disk.answered().then(() => path) };
  const reader = opened.use(new DropFolder(settings.UriPath));
  return {
    port: null,
    open: (_port, limitMs) => new Adapter(settings, onDisk, limitsOf(limitMs)),
    openFaulty: async (fault) => {
      if (fault === "location not allowed") return new Adapter(settings, nowhere);
      assert.equal(fault, "missing permission", "a folder has no other fault");
      await mkdir(settings.UriPath, { mode: 0o555 });
      opened.use(unprivileged());
      return new Adapter(settings, onDisk);
    },
    received: () => reader.received(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const nowhere: PublisherOptions = {
  resolveLocalPath: () => Promise.reject(new ReelbusError("location-not-allowed", "outside")),
};
