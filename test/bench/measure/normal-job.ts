import type { JobDescriptionInput } from "@reelbus/contracts";
import { copyFile, link, mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Where a benchmark's job reads and writes. */
export interface JobFolders {
  readonly source: string;
  readonly published: string;
  readonly events: string;
}

/** Folders of a job's own below `root`, with the film as its only source file. */
export async function makeJobFolders(root: string, film: string): Promise<JobFolders> {
  const folders = { source: join(root, "source"), published: join(root, "published"), events: join(root, "events") };
  await mkdir(folders.source, { recursive: true });
  // Another name of the same file where that works, as a customer's own folder would be no copy either.
  await link(film, join(folders.source, "film.mp4")).catch(() => copyFile(film, join(folders.source, "film.mp4")));
  return folders;
}

/** A job as most are: the default ladder and sound, local folders, events as files. */
export function plainJob({ source, published, events }: JobFolders): JobDescriptionInput {
  return {
    ContentAcquisition: { Provider: "Local", UriPath: source },
    MediaMappings: { MediaDetection: "Convention", FallbackLanguageCode: "en" },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: published },
    MessagePublishers: [{ Type: "Files", UriPath: events }],
  };
}

/** The same with three pictures and thumbnails. */
export function jobWithPictures(folders: JobFolders): JobDescriptionInput {
  return {
    ...plainJob(folders),
    ImageExtraction: { Intervals: [10, 50, 90], Pattern: "preview_%.jpg" },
    Thumbnails: { Generate: true },
  };
}
