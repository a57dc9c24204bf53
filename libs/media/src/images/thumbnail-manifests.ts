import { sheetName, THUMBNAILS_FOLDER, type ThumbnailGrid } from "./plan-thumbnails.ts";

/** The HLS image playlist's path, relative to the published folder. */
export const IMAGE_PLAYLIST = `${THUMBNAILS_FOLDER}/playlist.m3u8`;

/**
 * Adds the thumbnails to a DASH manifest as an adaptation set of tiled images (DASH-IF IOP, 6.2.6). The rest
 * of the manifest stays as the packager wrote it, byte for byte.
 *
 * @param sheetBytes sizes of the sheets.
 * @throws Error when the manifest does not have exactly one period.
 */
export function addThumbnailsToMpd(mpd: string, grid: ThumbnailGrid, sheetBytes: readonly number[]): string {
  const end = "  </Period>";
  const parts = mpd.split(end);
  if (parts.length !== 2) throw new Error("expected a manifest of one period");
  const { columns, rows, width, height } = grid;
  const template = `media="${THUMBNAILS_FOLDER}/$Number$.jpg" timescale="1000" duration="${Math.round(sheetSeconds(grid) * 1000)}" startNumber="1"`;
  const set = [
    `    <AdaptationSet contentType="image" mimeType="image/jpeg">`,
    `      <SegmentTemplate ${template}/>`,
    `      <Representation id="thumbnails" bandwidth="${bandwidth(grid, sheetBytes)}" width="${columns * width}" height="${rows * height}">`,
    `        <EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" value="${columns}x${rows}"/>`,
    `      </Representation>`,
    `    </AdaptationSet>`,
    "",
  ];
  return parts.join(`${set.join("\n")}${end}`);
}

/** Adds the thumbnails to an HLS master playlist (the HLS Image Media Playlist specification that Roku published). */
export function addThumbnailsToHls(master: string, grid: ThumbnailGrid, sheetBytes: readonly number[]): string {
  const attributes = [
    `BANDWIDTH=${bandwidth(grid, sheetBytes)}`,
    `RESOLUTION=${grid.width}x${grid.height}`,
    `CODECS="jpeg"`,
    `URI="${IMAGE_PLAYLIST}"`,
  ];
  return `${master.trimEnd()}\n\n#EXT-X-IMAGE-STREAM-INF:${attributes.join(",")}\n`;
}

/** The image playlist: one tiled sheet for each segment. */
export function imagePlaylist(grid: ThumbnailGrid): string {
  const { width, height, columns, rows, intervalSeconds, sheets, durationSeconds } = grid;
  const tiles = `#EXT-X-TILES:RESOLUTION=${width}x${height},LAYOUT=${columns}x${rows},DURATION=${seconds(intervalSeconds)}`;
  const segments = Array.from({ length: sheets }, (_, index) => {
    const start = index * sheetSeconds(grid);
    const length = index + 1 === sheets ? durationSeconds - start : sheetSeconds(grid);
    return [`#EXTINF:${seconds(length)},`, tiles, sheetName(index + 1)];
  });
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-TARGETDURATION:${Math.ceil(Math.min(sheetSeconds(grid), Math.max(durationSeconds, 1)))}`,
    "#EXT-X-MEDIA-SEQUENCE:1",
    "#EXT-X-PLAYLIST-TYPE:VOD",
    "#EXT-X-IMAGES-ONLY",
    ...segments.flat(),
    "#EXT-X-ENDLIST",
    "",
  ].join("\n");
}

/** How long one full sheet lasts. */
function sheetSeconds({ columns, rows, intervalSeconds }: ThumbnailGrid): number {
  return Math.round(columns * rows * intervalSeconds * 1000) / 1000;
}

/** Bits a second of the largest sheet. */
function bandwidth(grid: ThumbnailGrid, sheetBytes: readonly number[]): number {
  return Math.ceil((Math.max(0, ...sheetBytes) * 8) / sheetSeconds(grid));
}

function seconds(value: number): string {
  return value.toFixed(3);
}
