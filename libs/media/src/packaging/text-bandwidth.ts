import type { ListedSegment } from "./read-mpd.ts";
import type { MeasuredSegment } from "./measure.ts";

/** Bit rates of a variant's text, in bits a second, rounded up. */
export interface TextBandwidth {
  readonly peakBps: number;
  readonly averageBps: number;
}

/** The segments of a media playlist (RFC 8216, 4.3.2.1), relative to it. */
export function readMediaPlaylist(playlist: string): ListedSegment[] {
  return Array.from(playlist.matchAll(/^#EXTINF:([\d.]+),.*\n([^#\n]+)$/gmu), ([, duration, file = ""]) => ({
    file,
    durationSeconds: Number(duration),
  }));
}

/** The rates of the most expensive rendition: a player shows one of them at a time. */
export function measureText(renditions: readonly (readonly MeasuredSegment[])[]): TextBandwidth {
  const rates = renditions.map((segments) => ({
    peakBps: Math.max(0, ...segments.map((segment) => bitsPerSecond([segment]))),
    averageBps: bitsPerSecond(segments),
  }));
  return {
    peakBps: Math.ceil(Math.max(0, ...rates.map(({ peakBps }) => peakBps))),
    averageBps: Math.ceil(Math.max(0, ...rates.map(({ averageBps }) => averageBps))),
  };
}

/**
 * Adds the text to what the variants of a master playlist say of their rates. They must count every rendition that
 * can play along (RFC 8216, 4.3.4.2); the packager counts sound alone. The rest of the playlist stays, byte for byte.
 */
export function addTextToBandwidth(master: string, { peakBps, averageBps }: TextBandwidth): string {
  return master.replaceAll(/^#EXT-X-STREAM-INF:.*SUBTITLES=.*$/gmu, (variant) =>
    variant
      .replace(/([:,]BANDWIDTH=)(\d+)/u, (_, name: string, bps: string) => `${name}${Number(bps) + peakBps}`)
      .replace(/(AVERAGE-BANDWIDTH=)(\d+)/u, (_, name: string, bps: string) => `${name}${Number(bps) + averageBps}`),
  );
}

function bitsPerSecond(segments: readonly MeasuredSegment[]): number {
  const bytes = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const seconds = segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  return seconds > 0 ? (bytes * 8) / seconds : 0;
}
