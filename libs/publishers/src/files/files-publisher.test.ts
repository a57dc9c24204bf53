import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError, type FilesPublisher as FilesSettings } from "@reelbus/contracts";
import { makeTempFolder } from "@reelbus/testing";
import type { PublisherOptions } from "../publisher.ts";
import { publisherConformance, type ConformanceTestName, type ReceivedEvent } from "../testing/index.ts";
import { FilesPublisher } from "./files-publisher.ts";

const needServer: readonly ConformanceTestName[] = [
  "close while blocked ends",
  "close while connecting ends",
  "abort while blocked ends",
  "a target that hangs is given up, and found again",
  "killed and restarted in the middle",
  "wrong credentials",
  "unknown host",
  "refused connection",
  "untrusted certificate",
];

publisherConformance({
  name: "Files",
  capabilities: { copies: "merged", tooLargeBytes: null },
  server: null,
  skip: [
    ...needServer.map((test) => ({ test, reason: "a folder has no server" })),
    { test: "unroutable", reason: "a folder is the destination itself" },
    { test: "missing destination", reason: "a missing folder is made" },
    { test: "an event that is too large is refused for good", reason: "files have no limit that an event could reach" },
    { test: "missing permission", reason: "the tests may run as root, whom no permission stops" },
  ],
  create: async (Format) => {
    const root = await makeTempFolder("files-publisher");
    const settings: FilesSettings = { Type: "Files", Format, UriPath: join(root.path, "out") };
    const reader = new Reader(settings.UriPath);
    return {
      open: () => new FilesPublisher(settings, anywhere),
      openFaulty: () => Promise.resolve(new FilesPublisher(settings, nowhere)),
      received: () => reader.received(),
      [Symbol.asyncDispose]: () => root.remove(),
    };
  },
});

const anywhere: PublisherOptions = { resolveLocalPath: (path) => Promise.resolve(path) };
const nowhere: PublisherOptions = {
  resolveLocalPath: () => Promise.reject(new ReelbusError("location-not-allowed", "outside")),
};

/** Reads as a customer would: every `.json` file of every job in the order of the names, each one as soon as it is there. */
class Reader {
  readonly #folder: string;
  readonly #read = new Map<string, ReceivedEvent>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async received(): Promise<ReceivedEvent[]> {
    const names = await readdir(this.#folder, { recursive: true }).catch(() => []);
    for (const name of names.filter((one) => one.endsWith(".json") && !this.#read.has(one)).sort()) {
      const text = await readFile(join(this.#folder, name), "utf8");
      this.#read.set(name, { deduplicationId: null, body: JSON.parse(text) as unknown });
    }
    return [...this.#read.values()];
  }
}
