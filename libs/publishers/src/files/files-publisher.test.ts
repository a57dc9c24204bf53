import { publisherConformance } from "../testing/index.ts";
import { FilesPublisher } from "./files-publisher.ts";
import { createFilesTarget, Disk, notForDisks } from "./testing/files-target.ts";

const disk = new Disk();

publisherConformance({
  name: "Files",
  capabilities: { copies: "merged", tooLargeBytes: null, silentServer: "timeout" },
  server: disk,
  skip: notForDisks,
  create: (format) => createFilesTarget(format, FilesPublisher, disk),
});
