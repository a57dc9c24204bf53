import type { ImageExtractionResult } from "@reelbus/contracts";
import { PICTURES_FOLDER, planThumbnails } from "@reelbus/media";
import type { PhaseContext } from "@reelbus/phase-worker";
import { makeThumbnails } from "./make-thumbnails.ts";
import { takePictures } from "./take-pictures.ts";

/** Takes the pictures and thumbnails that the job description asks for: the encoder has made them of its own decode. */
export async function extractImages(context: PhaseContext<"Image Extraction">): Promise<ImageExtractionResult> {
  const { ImageExtraction: pictures, Thumbnails } = context.description;
  const thumbnails = Thumbnails?.Generate === true ? Thumbnails : undefined;
  const { mapping, encoding } = context.input;
  if (pictures === undefined && thumbnails === undefined) return nothing([]);
  const { video } = mapping;
  if (video === null) return nothing(["The film has no picture, so no images were made."]);

  const { folder, signal } = context;
  if (encoding.images === null) throw new Error("the encoding made no images");
  const imagesFolder = context.resolve(encoding.images);
  const pictureCount = pictures?.Intervals.length ?? 0;
  let taken = 0;
  const images =
    pictures === undefined
      ? []
      : await takePictures(video, mapping.durationSeconds, pictures, {
          sourcePath: context.resolve(`${mapping.sourceFolder}/${video.File}`),
          imagesFolder,
          folder: folder.path,
          signal,
          onPicture() {
            taken += 1;
            context.progress((taken / pictureCount) * 100, {});
          },
        });
  const set =
    thumbnails === undefined
      ? null
      : await makeThumbnails(planThumbnails(mapping.durationSeconds, thumbnails), {
          videoFile: video.File,
          imagesFolder,
          folder: folder.path,
          packageFolder: context.resolve(encoding.folder),
          manifests: encoding.manifests,
          signal,
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
