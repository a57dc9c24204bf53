/** Images that are made from the encoder's own decode, behind the split that feeds the rungs. */
export interface ImageBranch {
  /** Takes progressive frames at the video's constant frame rate, from time 0 on. */
  readonly filters: string;
  /** Of the output that the filters feed. */
  readonly options: readonly string[];
  /** Pattern of the series, relative to the folder that the encoder runs in. */
  readonly file: string;
}

/** Where the encoder leaves its images, relative to the folder that it runs in. */
export const DECODED_IMAGES_FOLDER = "images";

/** A frame as a picture, relative to the images' folder; frames are counted from 0 at the video's constant rate. */
export function decodedPicture(frame: number | "%d"): string {
  return `pictures/${frame}.jpg`;
}

/** A sheet of thumbnails, relative to the images' folder; sheets are numbered from 1. */
export function decodedSheet(sheet: number | "%d"): string {
  return `thumbnails/${sheet}.jpg`;
}
