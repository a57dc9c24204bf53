import type { EncodingResult, ImageExtractionResult } from "@reelbus/contracts";
import type { OutputFile } from "./list-outputs.ts";

export interface Publication {
  /** For the published folder: each step's files go when all files of the step before are there. */
  readonly steps: readonly (readonly OutputFile[])[];
  /** For the pictures' own location. */
  readonly pictures: readonly OutputFile[];
}

interface PublicationInput {
  readonly outputs: readonly OutputFile[];
  readonly manifests: EncodingResult["manifests"];
  readonly images: ImageExtractionResult;
  /** Whether the job description names a location of their own for the pictures. */
  readonly picturesElsewhere: boolean;
}

/**
 * Orders the files so that whoever reads one finds all that it refers to: media and pictures, then what lists them (media
 * playlists, the index of the thumbnails), then the manifests that name those.
 */
export function planPublication({ outputs, manifests, images, picturesElsewhere }: PublicationInput): Publication {
  const picturePaths = new Set(
    picturesElsewhere ? images.images.map((image) => joined(images.relativePath, image)) : [],
  );
  const entryPoints = new Set([manifests.dash, manifests.hls]);
  const stepOf = ({ path }: OutputFile): number => {
    if (entryPoints.has(path)) return 2;
    return /\.(?:m3u8|mpd)$/u.test(path) || path === images.thumbnails?.Index ? 1 : 0;
  };
  const content = outputs.filter(({ path }) => !picturePaths.has(path));
  return {
    steps: [0, 1, 2].map((step) => content.filter((file) => stepOf(file) === step)),
    pictures: outputs.filter(({ path }) => picturePaths.has(path)),
  };
}

function joined(folder: string, path: string): string {
  const parts = [...folder.split("/"), path];
  return parts.filter((part) => part !== "" && part !== ".").join("/");
}
