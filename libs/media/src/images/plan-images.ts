import type { JobDescription, MediaMappingResult } from "@reelbus/contracts";
import type { ImageBranch } from "./image-branch.ts";
import { pictureBranch, planPictures } from "./plan-pictures.ts";
import { planThumbnails, thumbnailsBranch } from "./plan-thumbnails.ts";

/** What a job description says of images. */
export type AskedImages = Pick<JobDescription, "ImageExtraction" | "Thumbnails">;

/** The images that the encoder makes of the decode that feeds the smaller rungs. */
export function planImages(mapping: MediaMappingResult, { ImageExtraction, Thumbnails }: AskedImages): ImageBranch[] {
  const { video, durationSeconds } = mapping;
  if (video === null) return [];
  return [
    ...(ImageExtraction === undefined
      ? []
      : [pictureBranch(video, planPictures(video, durationSeconds, ImageExtraction), ImageExtraction.Quality)]),
    ...(Thumbnails?.Generate === true ? [thumbnailsBranch(video, planThumbnails(durationSeconds, Thumbnails))] : []),
  ];
}
