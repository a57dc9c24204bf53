import type { FfmpegCommand } from "./ffmpeg-command.ts";
import type { TextRendition } from "./renditions.ts";

/**
 * How one text rendition is made: copied when the source is a WebVTT file, which the packager reads itself with its
 * styles and positions; else converted by ffmpeg.
 */
export type TextStep =
  | { readonly kind: "copy"; readonly from: string; readonly rendition: TextRendition }
  | { readonly kind: "convert"; readonly command: FfmpegCommand; readonly renditions: readonly TextRendition[] };

/**
 * The steps that turn all text into WebVTT files; the tracks of one file are read in one pass.
 * @param sourcePath gives the absolute path of a mapped file.
 */
export function planText(renditions: readonly TextRendition[], sourcePath: (file: string) => string): TextStep[] {
  const copies = renditions.filter(isWebVttFile).map((rendition): TextStep => {
    return { kind: "copy", from: sourcePath(rendition.source.file), rendition };
  });
  const byFile = Map.groupBy(
    renditions.filter((rendition) => !isWebVttFile(rendition)),
    ({ source }) => source.file,
  );
  const conversions = [...byFile].map(([file, texts]): TextStep => {
    const inputs = [{ options: [], file: sourcePath(file) }];
    return { kind: "convert", command: { inputs, filterGraphs: [], outputs: texts.map(output) }, renditions: texts };
  });
  return [...copies, ...conversions];
}

function isWebVttFile({ source }: TextRendition): boolean {
  return source.track === null && source.codec === "webvtt";
}

function output({ source, file }: TextRendition): FfmpegCommand["outputs"][number] {
  return {
    maps: [`0:${source.track ?? "s:0"}`],
    options: ["-c:s", source.codec === "webvtt" ? "copy" : "webvtt", "-map_metadata", "-1", "-f", "webvtt"],
    file,
  };
}
