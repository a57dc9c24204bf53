/** How ffmpeg makes a media file. */
export interface MediaRecipe {
  /** Of the file, without a dot. */
  readonly extension: string;
  /** Arguments of ffmpeg, without the output; it runs in a folder of its own. */
  readonly arguments: readonly string[];
  /** Files that ffmpeg makes in that folder first: the arguments by name. */
  readonly before?: Readonly<Record<string, readonly string[]>>;
  /** Texts that lie in that folder: the content by name. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** Small and quick H.264. */
export const H264: readonly string[] = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p"];

/** Sound that keeps its length to the sample, where MP4 tells it. */
export const AAC: readonly string[] = ["-c:a", "aac", "-b:a", "96k"];
