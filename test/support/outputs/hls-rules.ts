import { avcCodecs } from "./dash-rules.ts";
import type { ExpectedFilm } from "./expected-film.ts";
import { readHls, resolvePath, segmentsOf, tagsOf, type HlsPlaylist, type HlsTag } from "./hls-playlist.ts";
import { repeated, unless, type Rule } from "./rule.ts";

interface HlsFilm extends ExpectedFilm {
  readonly master: HlsPlaylist;
  /** All media playlists, that of the thumbnails too. */
  readonly playlists: readonly HlsPlaylist[];
}

export const MASTER = "manifest.m3u8";
const IMAGES = "thumbnails/playlist.m3u8";

export function hlsFilm(film: ExpectedFilm): HlsFilm {
  const playlists = [...film.published.texts].filter(([path]) => path.endsWith(".m3u8"));
  const all = playlists.map(([path, text]) => readHls(path, text));
  return {
    ...film,
    master: readHls(MASTER, film.published.texts.get(MASTER) ?? ""),
    playlists: all.filter(({ path }) => path !== MASTER),
  };
}

/** What RFC 8216 asks of a master playlist and its media playlists. */
export const hlsRules: readonly Rule<HlsFilm>[] = [
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
    section: "RFC 8216, 4.3.4.1",
    says: "each rendition has TYPE, GROUP-ID, a NAME of its own in the group, and a default one is selected by itself",
    breaches: ({ master }) => {
      const media = tagsOf(master, "EXT-X-MEDIA").map(({ attributes }) => attributes);
      return [
        ...media.flatMap((one) =>
          ["TYPE", "GROUP-ID", "NAME", "LANGUAGE", "URI"].filter((name) => !one.has(name)).map((name) => `no ${name}`),
        ),
        ...repeated(media.map((one) => `${one.get("GROUP-ID")}/${one.get("NAME")}`)),
        ...media.flatMap((one) =>
          unless(one.get("DEFAULT") !== "YES" || one.get("AUTOSELECT") === "YES", `${one.get("NAME")}: AUTOSELECT`),
        ),
        ...media.flatMap((one) => unless(one.get("TYPE") !== "AUDIO" || one.has("CHANNELS"), "no CHANNELS")),
      ];
    },
  },
  {
    section: "RFC 8216, 4.3.4.1.1",
    says: "the groups of a type hold the same renditions, and a group has at most one default",
    breaches: ({ master }) => {
      const media = tagsOf(master, "EXT-X-MEDIA").map(({ attributes }) => attributes);
      const groups = [...Map.groupBy(media, (one) => `${one.get("TYPE")} ${one.get("GROUP-ID")}`)];
      const members = (type: string) =>
        groups
          .filter(([name]) => name.startsWith(`${type} `))
          .map(([, group]) =>
            group
              .map((one) => one.get("NAME"))
              .toSorted()
              .join(),
          );
      return [
        ...groups.flatMap(([name, group]) =>
          unless(group.filter((one) => one.get("DEFAULT") === "YES").length <= 1, `${name}: several defaults`),
        ),
        ...["AUDIO", "SUBTITLES"].flatMap((type) =>
          unless(new Set(members(type)).size <= 1, `${type}: unequal groups`),
        ),
      ];
    },
  },
  {
    section: "RFC 8216, 4.3.4.2",
    says: "variants name groups that there are, and all of these are named; captions are NONE in all or in none",
    breaches: ({ master }) => {
      const variants = tagsOf(master, "EXT-X-STREAM-INF");
      const named = variants.flatMap(({ attributes }) =>
        ["AUDIO", "SUBTITLES"].flatMap((type) => (attributes.has(type) ? [`${type} ${attributes.get(type)}`] : [])),
      );
      const there = tagsOf(master, "EXT-X-MEDIA").map(
        ({ attributes: one }) => `${one.get("TYPE")} ${one.get("GROUP-ID")}`,
      );
      const captions = new Set(variants.map(({ attributes }) => attributes.get("CLOSED-CAPTIONS")));
      return [
        ...unless(variants.length > 0, "no variant"),
        ...named.filter((group) => !there.includes(group)).map((group) => `there is no ${group}`),
        ...there.filter((group) => !named.includes(group)).map((group) => `no variant names ${group}`),
        ...unless(captions.size === 1, "CLOSED-CAPTIONS"),
      ];
    },
  },
  {
    section: "RFC 8216, 4.3.4.2 (BANDWIDTH, AVERAGE-BANDWIDTH)",
    says: "they are at least the largest sums of the rates that a variant and its renditions have",
    breaches: (film) =>
      tagsOf(film.master, "EXT-X-STREAM-INF").flatMap(({ attributes, uri }) => {
        const of = (rate: (playlist: HlsPlaylist, film: HlsFilm) => number) =>
          [[resolvePath(MASTER, uri ?? "")], ...renditionsOf(film.master, attributes)]
            .map((paths) => film.playlists.filter(({ path }) => paths.includes(path)))
            .map((playlists) => Math.max(...playlists.map((playlist) => rate(playlist, film))))
            .reduce((sum, highest) => sum + highest, 0);
        const [peak, average] = [of(peakRate), of(averageRate)];
        // The playlists round each duration to milliseconds, the packager reckons with what it is.
        const told = (name: string) => Number(attributes.get(name)) * 1.0005;
        return [
          ...unless(told("BANDWIDTH") >= peak, `${uri}: BANDWIDTH is below ${peak}`),
          ...unless(told("AVERAGE-BANDWIDTH") >= average, `${uri}: AVERAGE- is below ${average}`),
        ];
      }),
  },
  {
    section: "RFC 8216, 4.3.4.2 (CODECS, RESOLUTION, FRAME-RATE)",
    says: "they are those of the streams",
    breaches: ({ master, published }) =>
      tagsOf(master, "EXT-X-STREAM-INF").flatMap(({ attributes, uri }) => {
        const stream = published.renditions.get((uri ?? "").replace("/playlist.m3u8", ""))?.[0]?.stream;
        if (stream === undefined) return [`${uri} has no stream`];
        const codecs = [avcCodecs(stream.profile, stream.level), ...(attributes.has("AUDIO") ? ["mp4a.40.2"] : [])];
        const [frames = NaN, seconds = 1] = (stream.r_frame_rate ?? "").split("/").map(Number);
        return [
          ...unless(attributes.get("CODECS") === codecs.join(), `${uri}: CODECS`),
          ...unless(attributes.get("RESOLUTION") === `${stream.width}x${stream.height}`, `${uri}: RESOLUTION`),
          ...unless(attributes.get("FRAME-RATE") === (frames / seconds).toFixed(3), `${uri}: FRAME-RATE`),
        ];
      }),
  },
  {
    section: "RFC 8216, 4.3.5.1",
    says: "EXT-X-INDEPENDENT-SEGMENTS is true: each segment can be decoded without another one",
    breaches: ({ master, published }) => {
      if (tagsOf(master, "EXT-X-INDEPENDENT-SEGMENTS").length === 0) return ["it is not said"];
      return [...published.renditions].flatMap(([folder, segments]) =>
        segments.flatMap(({ packets }, index) => {
          const [first] = packets;
          const independent = folder.startsWith("video/") ? first?.isIdr === true : first?.isKey === true;
          return unless(independent, `${folder}: segment ${index + 1}`);
        }),
      );
    },
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

function targetOf(playlist: HlsPlaylist): number {
  return Number(tagsOf(playlist, "EXT-X-TARGETDURATION")[0]?.value ?? NaN);
}

/** The playlists of each group that a variant names; of a group, one plays at a time. */
function renditionsOf(master: HlsPlaylist, variant: HlsTag["attributes"]): string[][] {
  return ["AUDIO", "SUBTITLES"].flatMap((type) => {
    const group = tagsOf(master, "EXT-X-MEDIA").filter(
      ({ attributes: one }) => one.get("TYPE") === type && one.get("GROUP-ID") === variant.get(type),
    );
    return group.length === 0 ? [] : [group.map(({ attributes }) => attributes.get("URI") ?? "")];
  });
}

/** RFC 8216, 4.1: the largest rate of any run of segments that lasts 0.5 to 1.5 target durations. */
function peakRate(playlist: HlsPlaylist, { published }: HlsFilm): number {
  const target = targetOf(playlist);
  const segments = segmentsOf(playlist);
  const rates = segments.flatMap((_, index) =>
    segments.slice(index).flatMap((__, more) => {
      const run = segments.slice(index, index + more + 1);
      const seconds = run.reduce((sum, segment) => sum + segment.durationSeconds, 0);
      const bytes = run.reduce((sum, { file }) => sum + (published.sizes.get(file) ?? NaN), 0);
      return seconds >= target / 2 && seconds <= target * 1.5 ? [(bytes * 8) / seconds] : [];
    }),
  );
  return Math.max(...rates);
}

function averageRate(playlist: HlsPlaylist, { published }: HlsFilm): number {
  const segments = segmentsOf(playlist);
  const bytes = segments.reduce((sum, { file }) => sum + (published.sizes.get(file) ?? NaN), 0);
  return (bytes * 8) / segments.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
}
