import { ReelbusError } from "@reelbus/contracts";
import { fileKind } from "../probe/file-kind.ts";
import type { MediaFile } from "../probe/media-file.ts";
import type { TextFormat } from "../probe/text-format.ts";
import { unreadable } from "../probe/read-media-file.ts";
import type { DeliveredFile } from "../probe/delivered-file.ts";
import type { FileRole, TextRole } from "./file-role.ts";

export interface RoledMedia {
  readonly kind: "media";
  readonly role: FileRole;
  readonly media: MediaFile;
}

export interface RoledText {
  readonly kind: "text";
  readonly role: FileRole;
  readonly text: TextRole;
  readonly format: TextFormat;
}

/** A file that can be mapped, with the role that its name gives it. */
export type RoledFile = RoledMedia | RoledText;

/** Demuxers of texts and single pictures: what they read is no film, whatever its name. */
const NO_FILM_CONTAINERS =
  /^(?:webvtt|srt|ass|sup|vobsub|microdvd|subviewer|subviewer1|sami|realtext|stl|pjs|jacosub|mpl2|mpsub|vplayer|scc|aqtitle|lrc|tty|image2|.*_pipe|gif|apng|ico)$/u;

/**
 * Joins a file's content with its role.
 * @returns null when the file is not what its role wants and need not be
 * @throws ReelbusError `unreadable-media`
 */
export function roledFile(role: FileRole, file: DeliveredFile): RoledFile | null {
  switch (file.kind) {
    case "unread":
      return null;
    case "media":
      if (isFilmOrSound(file.media)) return { kind: "media", role, media: file.media };
      if (role.reading === "media-if-readable") return null;
      throw unreadable(role.path);
    case "text":
      if (role.text === null) return null;
      if (file.format !== null) return { kind: "text", role, text: role.text, format: file.format };
      if (role.reading === "text-if-readable") return null;
      throw new ReelbusError(
        "unreadable-media",
        `${role.path} can't be read: it is no ${expectedFormat(role.path)} text in UTF-8. Deliver it again.`,
      );
  }
}

function isFilmOrSound({ containers, tracks }: MediaFile): boolean {
  return tracks.some(({ kind }) => kind !== "other") && !containers.some((name) => NO_FILM_CONTAINERS.test(name));
}

function expectedFormat(path: string): string {
  return fileKind(path) === "xml" ? "TTML" : "WebVTT or SRT";
}
