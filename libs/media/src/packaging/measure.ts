/** One media segment on disk. */
export interface MeasuredSegment {
  readonly durationSeconds: number;
  readonly sizeBytes: number;
}

/** Bit rates in kbps, rounded. */
export interface MeasuredBitrate {
  readonly averageKbps: number;
  readonly peakKbps: number;
}

/**
 * Average and peak bit rate of segments. The peak is that of the most expensive segment; one shorter than half of the
 * longest (the last one often is) says little about the rate and does not count, as in RFC 8216, section 4.1.
 */
export function measureBitrate(segments: readonly MeasuredSegment[]): MeasuredBitrate {
  const totalBytes = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const totalSeconds = segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  const longestSeconds = Math.max(0, ...segments.map(({ durationSeconds }) => durationSeconds));
  const whole = segments.filter(({ durationSeconds }) => durationSeconds >= longestSeconds / 2);
  const peak = Math.max(0, ...whole.map(({ sizeBytes, durationSeconds }) => kbps(sizeBytes, durationSeconds)));
  const average = kbps(totalBytes, totalSeconds);
  return { averageKbps: Math.round(average), peakKbps: Math.round(Math.max(average, peak)) };
}

function kbps(sizeBytes: number, durationSeconds: number): number {
  return durationSeconds > 0 ? (sizeBytes * 8) / 1000 / durationSeconds : 0;
}
