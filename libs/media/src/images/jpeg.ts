import type { VideoStream } from "@reelbus/contracts";

/** Full-range colours, as JPEG has them. */
export const JPEG_PIXELS = "format=yuvj420p";

/** mjpeg's quality scale: 2 is best, 31 worst. */
const BEST = 2;
const WORST = 31;

/** The options that write JPEGs without the encoder's version in them. @param quality 1 to 100, 100 is best. */
export function jpegOptions(quality: number): string[] {
  const scale = Math.round(WORST - ((quality - 1) / 99) * (WORST - BEST));
  return ["-c:v", "mjpeg", "-q:v", `${scale}`, "-flags:v", "+bitexact", "-fflags", "+bitexact", "-f", "image2"];
}

/** The first filters of every picture: interlaced video is made progressive. */
export function progressive(video: VideoStream): string[] {
  return video.Interlaced ? ["bwdif=mode=send_frame:deint=all"] : [];
}
