import type { ImageExtractionResult } from "@reelbus/contracts";
import { PICTURES_FOLDER } from "@reelbus/media";
import type { PhaseContext } from "@reelbus/phase-worker";
import { makeThumbnails } from "./make-thumbnails.ts";
import { takePictures } from "./take-pictures.ts";

/** Takes the pictures and makes the thumbnails that the job description asks for. */
export async function extractImages(context: PhaseContext<"Image Extraction">): Promise<ImageExtractionResult> {
  const { ImageExtraction: pictures, Thumbnails } = context.description;
  const thumbnails = Thumbnails?.Generate === true ? Thumbnails : undefined;
  const { mapping, encoding } = context.input;
  if (pictures === undefined && thumbnails === undefined) return nothing([]);
  const { video } = mapping;
  if (video === null) return nothing(["The film has no picture, so no images were made."]);

  const { folder, signal } = context;
  const sourcePath = context.resolve(`${mapping.sourceFolder}/${video.File}`);
  const pictureCount = pictures?.Intervals.length ?? 0;
  const thumbnailsShare = thumbnails === undefined ? 0 : pictureCount === 0 ? 100 : 50;
  let taken = 0;
  const images =
    pictures === undefined
      ? []
      : await takePictures(video, pictures, {
          sourcePath,
          folder: folder.path,
          signal,
          onPicture() {
            taken += 1;
            context.progress((taken / pictureCount) * (100 - thumbnailsShare), {});
          },
        });
  const set =
    thumbnails === undefined
      ? null
      : await makeThumbnails(video, thumbnails, {
          sourcePath,
          folder: folder.path,
          packageFolder: context.resolve(encoding.folder),
          manifests: encoding.manifests,
          signal,
          onProgress({ outTimeSeconds }) {
            const done = Math.min(1, outTimeSeconds / Math.max(video.DurationInSeconds, 1));
            context.progress(100 - thumbnailsShare + done * thumbnailsShare, {});
          },
        });
  context.progress(100, {});
  return {
    folder: folder.relative,
    relativePath: images.length > 0 ? PICTURES_FOLDER : "",
    images,
    thumbnails: set,
    warnings: [],
  };
}

function nothing(warnings: string[]): ImageExtractionResult {
  return { folder: null, relativePath: "", images: [], thumbnails: null, warnings };
}
