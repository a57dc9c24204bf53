/** How many cues a WebVTT text has: the packager can't package none. */
export function countCues(webVtt: string): number {
  return webVtt.match(/^.*\d\s+-->\s+\d.*$/gmu)?.length ?? 0;
}
