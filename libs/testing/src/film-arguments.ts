import type { FilmOptions } from "./film.ts";

/** The arguments by which ffmpeg makes a film. `subtitleFile` holds the text of every subtitle track. */
export function filmArguments(film: Required<FilmOptions>, subtitleFile: string, output: string): string[] {
  const { durationSeconds, width, height, frameRate, audio, subtitles, container } = film;
  const picture = `testsrc2=size=${width}x${height}:rate=${frameRate}:duration=${durationSeconds}`;
  const tones = audio.map(({ channels = 2 }, index) => {
    const tone = `sin(${2 * Math.PI * 220 * (index + 1)}*t)/8`;
    return `aevalsrc=${Array(channels).fill(tone).join("|")}:c=${layouts[channels] ?? `${channels}c`}:s=48000:d=${durationSeconds}`;
  });
  return [
    ...["-f", "lavfi", "-i", picture],
    ...tones.flatMap((tone) => ["-f", "lavfi", "-i", tone]),
    ...(subtitles.length > 0 ? ["-i", subtitleFile] : []),
    ...["-map", "0:v", ...audio.flatMap((_, index) => ["-map", `${index + 1}:a`])],
    ...subtitles.flatMap(() => ["-map", `${audio.length + 1}:s`]),
    ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", String(Math.ceil(frameRate * 2))],
    ...audio.flatMap(({ codec = "aac" }, index) => [`-c:a:${index}`, codec]),
    ...(subtitles.length > 0 ? ["-c:s", container === "mkv" ? "srt" : "mov_text"] : []),
    ...audio.flatMap(({ language }, index) => languageArguments("a", index, language)),
    ...subtitles.flatMap((language, index) => languageArguments("s", index, language)),
    output,
  ];
}

const layouts: Partial<Record<number, string>> = { 1: "mono", 2: "stereo", 6: "5.1" };

function languageArguments(kind: "a" | "s", index: number, language: string | undefined): string[] {
  return language === undefined ? [] : [`-metadata:s:${kind}:${index}`, `language=${language}`];
}
