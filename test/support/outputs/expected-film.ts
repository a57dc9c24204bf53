import type { PublishedFolder } from "./published-folder.ts";

/** What a validator knows of the film beside what was published. */
export interface ExpectedFilm {
  readonly published: PublishedFolder;
  /** Length of the source's picture. */
  readonly durationSeconds: number;
  readonly frameSeconds: number;
  readonly scheme: "cbcs" | "cenc" | null;
  /** GUID of the content key. */
  readonly keyId: string;
}

/** One frame of AAC: sound can't end more exactly. */
export const AAC_FRAME_SECONDS = 1024 / 48_000;
