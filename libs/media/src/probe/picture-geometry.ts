import type { FfprobeStream } from "./ffprobe-output.ts";

/** How a coded picture is shown. */
export interface PictureGeometry {
  /** Pixels as shown; 0 when the file does not tell. */
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise, 0 to 359. */
  readonly rotation: number;
}

const WIDEST_PIXEL = 10;

/** Applies pixel shape, then rotation. Only quarter turns exchange width and height; ffmpeg keeps the frame otherwise. */
export function pictureGeometry(stream: FfprobeStream): PictureGeometry {
  const rotation = clockwiseRotation(stream);
  const width = Math.round((stream.width ?? 0) * pixelAspect(stream.sample_aspect_ratio));
  const height = stream.height ?? 0;
  return rotation % 180 === 90 ? { width: height, height: width, rotation } : { width, height, rotation };
}

/** The display matrix turns counterclockwise, the older `rotate` tag clockwise. */
function clockwiseRotation({ side_data_list, tags }: FfprobeStream): number {
  const matrix = side_data_list.find(({ side_data_type }) => side_data_type === "Display Matrix");
  const degrees = matrix?.rotation === undefined ? Number(tags.get("rotate") ?? 0) : -matrix.rotation;
  return Number.isFinite(degrees) ? ((Math.round(degrees) % 360) + 360) % 360 : 0;
}

/** Width by height of a pixel; 1 when it is not told or makes no sense. */
function pixelAspect(ratio: string | undefined): number {
  const [, width, height] = /^(\d+):(\d+)$/u.exec(ratio ?? "") ?? [];
  const aspect = Number(width) / Number(height);
  return aspect >= 1 / WIDEST_PIXEL && aspect <= WIDEST_PIXEL ? aspect : 1;
}
