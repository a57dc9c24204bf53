import type { MediaFile } from "./media-file.ts";
import type { TextFormat } from "./text-format.ts";

/** A delivered file as it was read for the mapping. */
export type DeliveredFile = DeliveredMedia | DeliveredText | UnreadFile;

export interface DeliveredMedia {
  readonly kind: "media";
  readonly path: string;
  readonly media: MediaFile;
}

export interface DeliveredText {
  readonly kind: "text";
  readonly path: string;
  /** null when the content is none of the formats. */
  readonly format: TextFormat | null;
}

/** A file that no rule asks for, or that is not readable and need not be. */
export interface UnreadFile {
  readonly kind: "unread";
  readonly path: string;
}
