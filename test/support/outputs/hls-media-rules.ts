import { targetOf, type HlsFilm } from "./hls-film.ts";
import { segmentsOf, tagsOf, type HlsPlaylist } from "./hls-playlist.ts";
import { unless, type Rule } from "./rule.ts";

const IMAGES = "thumbnails/playlist.m3u8";

/** What RFC 8216 asks of all playlists, and of media playlists. */
export const hlsMediaRules: readonly Rule<HlsFilm>[] = [
  {
    section: "RFC 8216, 4.3.1.1",
    says: "a playlist starts with EXTM3U",
    breaches: ({ master, playlists }) =>
      [master, ...playlists].flatMap(({ path, text }) => unless(text.startsWith("#EXTM3U\n"), path)),
  },
  {
    section: "RFC 8216, 4.3.1.2 and 7",
    says: "a playlist has at most one EXT-X-VERSION, and with EXT-X-MAP one of at least 6",
    breaches: ({ master, playlists }) =>
      [master, ...playlists].flatMap((playlist) => {
        const versions = tagsOf(playlist, "EXT-X-VERSION");
        const needed = tagsOf(playlist, "EXT-X-MAP").length > 0 ? 6 : 1;
        return unless(versions.length <= 1 && Number(versions[0]?.value ?? 1) >= needed, playlist.path);
      }),
  },
  {
    section: "RFC 8216, 4.3.3.1",
    says: "no segment is longer, to the nearest second, than EXT-X-TARGETDURATION",
    breaches: ({ playlists }) =>
      playlists.flatMap((playlist) => {
        const target = targetOf(playlist);
        const longest = Math.max(...segmentsOf(playlist).map(({ durationSeconds }) => durationSeconds));
        return unless(Math.round(longest) <= target, `${playlist.path}: ${longest} s, but ${target} s are said`);
      }),
  },
  {
    section: "RFC 8216, 4.3.3.4 and 4.3.3.5",
    says: "a playlist that is over says so",
    breaches: ({ playlists }) =>
      playlists.flatMap((playlist) =>
        unless(
          tagsOf(playlist, "EXT-X-ENDLIST").length === 1 && tagsOf(playlist, "EXT-X-PLAYLIST-TYPE")[0]?.value === "VOD",
          playlist.path,
        ),
      ),
  },
  {
    section: "RFC 8216, 4.3.2.5",
    says: "fragmented MP4 has an EXT-X-MAP before its first segment",
    breaches: ({ playlists }) =>
      playlists.flatMap(({ path, text }) => {
        if (!text.includes(".m4s")) return [];
        return unless(/#EXT-X-MAP:URI="[^"]+"[^]*#EXTINF/u.test(text), path);
      }),
  },
  {
    section: "RFC 8216, 6.2.4",
    says: "all variants have the same segments, and all playlists but those of text the same target duration",
    breaches: ({ playlists }) => {
      const [first, ...others] = playlists.filter(({ path }) => path.startsWith("video/"));
      const lengths = (one: HlsPlaylist | undefined) =>
        one === undefined
          ? ""
          : segmentsOf(one)
              .map(({ durationSeconds }) => durationSeconds)
              .join();
      const timed = playlists.filter(({ path }) => /^(?:video|audio)\//u.test(path));
      return [
        ...others.flatMap((other) => unless(lengths(other) === lengths(first), `${other.path} has other segments`)),
        ...unless(new Set(timed.map(targetOf)).size === 1, "different target durations"),
      ];
    },
  },
  {
    section: "RFC 8216, 6.2.1",
    says: "the segments' lengths add up to the film's",
    breaches: ({ playlists, durationSeconds }) =>
      playlists.flatMap((playlist) => {
        const total = segmentsOf(playlist).reduce((sum, segment) => sum + segment.durationSeconds, 0);
        // A playlist rounds to milliseconds; text may go on for longer.
        const isText = playlist.path.startsWith("text/");
        const fits = total > durationSeconds - 0.03 && (isText || total < durationSeconds + 0.03);
        return unless(fits, `${playlist.path}: ${total} s`);
      }),
  },
  {
    // SAMPLE-AES-CTR is how draft-pantos-hls-rfc8216bis, 4.4.4.4, names cenc; RFC 8216 itself has no such method.
    section: "RFC 8216, 4.3.2.4",
    says: "encrypted picture and sound name method and key from the first segment on; text and images name none",
    breaches: ({ playlists, scheme }) =>
      playlists.flatMap((playlist) => {
        const keys = tagsOf(playlist, "EXT-X-KEY");
        const encrypted = scheme !== null && /^(?:video|audio)\//u.test(playlist.path);
        if (!encrypted) return unless(keys.length === 0, `${playlist.path} names a key`);
        const method = scheme === "cbcs" ? "SAMPLE-AES" : "SAMPLE-AES-CTR";
        const beforeFirst = playlist.text.indexOf("#EXT-X-KEY") < playlist.text.indexOf("#EXTINF");
        return [
          ...unless(keys.length > 0 && beforeFirst, `${playlist.path}: no key`),
          ...keys.flatMap(({ attributes }) => [
            ...unless(attributes.get("METHOD") === method, `${playlist.path}: METHOD`),
            ...unless(attributes.has("URI"), `${playlist.path}: URI`),
            ...unless(
              !attributes.has("IV") || /^0x[\da-f]{32}$/iu.test(attributes.get("IV") ?? ""),
              `${playlist.path}: IV`,
            ),
          ]),
        ];
      }),
  },
  {
    section: "RFC 8216, 3.5",
    says: "each segment of text is a WebVTT file of its own, with all cues that are shown during it",
    breaches: ({ playlists, published }) =>
      playlists
        .filter(({ path }) => path.startsWith("text/"))
        .flatMap((playlist) => {
          let start = 0;
          return segmentsOf(playlist).flatMap(({ file, durationSeconds: length }) => {
            const text = published.texts.get(file) ?? "";
            const first = Math.floor(start);
            start += length;
            // The source has one cue for each second.
            const missing = Array.from({ length }, (_, second) => first + second + 1).filter(
              (number) => !new RegExp(` ${number}$`, "mu").test(text),
            );
            return [
              ...unless(text.startsWith("WEBVTT"), `${file} is no WebVTT`),
              ...missing.map((number) => `${file} lacks the cue ${number}`),
            ];
          });
        }),
  },
  {
    section: "HLS Image Media Playlist specification (Roku)",
    says: "the image playlist is named in the master, and its tiles are those of the sheets",
    breaches: ({ master, playlists, published }) => {
      const [named] = tagsOf(master, "EXT-X-IMAGE-STREAM-INF");
      const playlist = playlists.find(({ path }) => path === IMAGES);
      if (named?.attributes.get("URI") !== IMAGES || playlist === undefined) return ["there is none"];
      return tagsOf(playlist, "EXT-X-TILES").flatMap(({ attributes }, index) => {
        const [width = 0, height = 0] = (attributes.get("RESOLUTION") ?? "").split("x").map(Number);
        const [columns = 0, rows = 0] = (attributes.get("LAYOUT") ?? "").split("x").map(Number);
        const sheet = published.sheets.get(segmentsOf(playlist)[index]?.file ?? "");
        return [
          ...unless(named.attributes.get("RESOLUTION") === attributes.get("RESOLUTION"), "RESOLUTION"),
          ...unless(sheet?.width === width * columns && sheet.height === height * rows, `sheet ${index + 1}`),
        ];
      });
    },
  },
];
