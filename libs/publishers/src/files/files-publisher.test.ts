import { createFilesTarget, Disk, notForFolders } from "../testing/files-target.ts";
import { publisherConformance } from "../testing/index.ts";
import { FilesPublisher } from "./files-publisher.ts";

const disk = new Disk();

publisherConformance({
  name: "Files",
  capabilities: { copies: "merged", tooLargeBytes: null, silentServer: "timeout" },
  server: disk,
  skip: notForFolders,
  create: (format) => createFilesTarget(format, FilesPublisher, disk),
});
