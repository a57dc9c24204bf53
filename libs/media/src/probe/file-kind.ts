/** What a delivered file is by its name: film or sound, side text, XML that may be side text, or something else. */
export type FileKind = "media" | "text" | "xml" | "other";

const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set(
  [
    // film
    "3g2 3gp asf avc avi divx dv f4v flv gxf h264 264 h265 265 hevc ivf lxf m1v m2p m2t m2ts m2v m4v mj2 mkv mov mp4 mpe",
    "mpeg mpg mpv mts mxf nut obu ogm ogv qt rm rmvb tp trp ts vob webm wmv y4m",
    // sound
    "aac ac3 aif aifc aiff amr ape au bwf caf dts dtshd eac3 ec3 flac m4a m4b mka mlp mp2 mp3 mpa oga ogg opus rf64 snd",
    "spx thd truehd tta w64 wav weba wma wv",
    // text in a container
    "mks",
  ]
    .join(" ")
    .split(" "),
);
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(["vtt", "webvtt", "srt", "ass", "ssa", "ttml", "dfxp", "itt"]);

/** The kind of the file with this path. */
export function fileKind(path: string): FileKind {
  const extension = extensionOf(path);
  if (MEDIA_EXTENSIONS.has(extension)) return "media";
  if (TEXT_EXTENSIONS.has(extension)) return "text";
  return extension === "xml" ? "xml" : "other";
}

/** Whether an operating system left the file there: nobody delivers it on purpose. */
export function isSystemFile(path: string): boolean {
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  return (
    parts.some((part) => part.startsWith(".") || part === "__MACOSX") || /^(?:thumbs\.db|desktop\.ini)$/iu.test(name)
  );
}

/** A path's last part. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A file's name without its extension. */
export function fileStem(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

function extensionOf(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}
