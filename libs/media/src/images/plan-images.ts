import type { JobDescription, VideoStream } from "@reelbus/contracts";
import type { ImageBranch } from "./image-branch.ts";
import { pictureBranch, planPictures } from "./plan-pictures.ts";
import { planThumbnails, thumbnailsBranch } from "./plan-thumbnails.ts";

/** What a job description says of images. */
export type AskedImages = Pick<JobDescription, "ImageExtraction" | "Thumbnails">;

/** The images that the encoder makes of its one decode: a second decode of the whole film would cost as much as a rung. */
export function planImages(video: VideoStream, { ImageExtraction, Thumbnails }: AskedImages): ImageBranch[] {
  return [
    ...(ImageExtraction === undefined
      ? []
      : [pictureBranch(video, planPictures(video, ImageExtraction), ImageExtraction.Quality)]),
    ...(Thumbnails?.Generate === true ? [thumbnailsBranch(video, planThumbnails(video, Thumbnails))] : []),
  ];
}
