/** A picture size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Bounds for a picture; a side left out is unbounded. */
export interface Box {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/**
 * The largest size with the source's aspect ratio inside the box, with even sides (4:2:0 needs them); null when the
 * box is larger than the source, because nothing is ever upscaled.
 */
export function fitSize(source: Size, box: Box): Size | null {
  const scale = Math.min((box.width ?? Infinity) / source.width, (box.height ?? Infinity) / source.height);
  if (scale > 1) return null;
  return {
    width: evenSide(source.width * scale, source.width),
    height: evenSide(source.height * scale, source.height),
  };
}

/** The source's own size with even sides. */
export function ownSize(source: Size): Size {
  return { width: evenSide(source.width, source.width), height: evenSide(source.height, source.height) };
}

/** The nearest even number that is not above `limit`, and at least 2. */
function evenSide(side: number, limit: number): number {
  const nearest = 2 * Math.round(side / 2);
  return Math.max(2, Math.min(nearest, limit - (limit % 2)));
}
