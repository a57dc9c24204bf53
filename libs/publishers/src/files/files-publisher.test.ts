import { createFilesTarget, notForFiles } from "./testing/files-target.ts";
import { publisherConformance } from "../testing/index.ts";

publisherConformance({
  name: "Files",
  capabilities: { copies: "merged", tooLargeBytes: null },
  server: null,
  skip: notForFiles,
  create: (format) => createFilesTarget(format),
});
