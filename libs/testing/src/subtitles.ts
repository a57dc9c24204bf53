/** What a sample subtitle file says. */
export interface SubtitleOptions {
  format: "vtt" | "srt";
  /** Whole seconds; each is one cue. @default 2 */
  durationSeconds?: number;
  /** Each cue's text, followed by its number. @default 'Line' */
  text?: string;
}

/** The text of a subtitle file with one cue a second: `Line 1`, `Line 2`, ... */
export function makeSubtitles({ format, durationSeconds = 2, text = "Line" }: SubtitleOptions): string {
  const cues = Array.from({ length: durationSeconds }, (_, index) => {
    const time = `${timestamp(index * 1000, format)} --> ${timestamp(index * 1000 + 900, format)}`;
    return `${format === "srt" ? `${index + 1}\n` : ""}${time}\n${text} ${index + 1}\n`;
  });
  return `${format === "vtt" ? "WEBVTT\n\n" : ""}${cues.join("\n")}`;
}

function timestamp(timeMs: number, format: SubtitleOptions["format"]): string {
  const [seconds = "", fraction = ""] = new Date(timeMs).toISOString().slice(11, 23).split(".");
  return `${seconds}${format === "srt" ? "," : "."}${fraction}`;
}
