import { Parser, type ParsedPlaylist } from "m3u8-parser";
import { parse, type ParsedMpd } from "mpd-parser";

/** Reads a manifest as the players of Video.js do. @throws {Error} when the parser complains of anything. */
export function parseMpd(text: string): ParsedMpd {
  const complaints: string[] = [];
  const parsed = parse(text, {
    manifestUri: "http://host/manifest.mpd",
    eventHandler: ({ type, message }) => {
      if (type !== "info") complaints.push(message);
    },
  });
  if (complaints.length > 0) throw new Error(complaints.join("; "));
  return parsed;
}

/** The same for a playlist. */
export function parsePlaylist(text: string): ParsedPlaylist {
  const parser = new Parser();
  const complaints: string[] = [];
  parser.on("warn", ({ message }) => complaints.push(message));
  parser.push(text);
  parser.end();
  if (complaints.length > 0) throw new Error(complaints.join("; "));
  return parser.manifest;
}
