/**
 * Images that are made from the encoder's own decode, behind the split that feeds the rungs.
 *
 * Each branch writes something of the first frame: ffmpeg reports no progress before every one of its outputs has begun.
 */
export interface ImageBranch {
  /** Takes progressive frames at the video's constant frame rate, from time 0 on. */
  readonly filters: string;
  /** Of the output that the filters feed. */
  readonly options: readonly string[];
  /** One file, or the pattern of a series, relative to the folder that the encoder runs in. */
  readonly file: string;
}

/** Where the encoder leaves its images, relative to the folder that it runs in. */
export const DECODED_IMAGES_FOLDER = "images";

/** A frame as a picture, relative to the images' folder; frames are counted from 0 at the video's constant rate. */
export function decodedPicture(frame: number | "%d"): string {
  return `pictures/${frame}.jpg`;
}

/** The single thumbnails one after the other, as a video, relative to the images' folder. */
export const DECODED_THUMBNAILS = "thumbnails.mkv";
