import { avcCodecs } from "./dash-rules.ts";
import { MASTER, type HlsFilm } from "./hls-film.ts";
import { resolvePath, tagsOf, type HlsPlaylist } from "./hls-playlist.ts";
import { averageRate, peakRate, renditionsOf } from "./hls-rates.ts";
import { repeated, unless, type Rule } from "./rule.ts";

/** What RFC 8216 asks of a master playlist. */
export const hlsMasterRules: readonly Rule<HlsFilm>[] = [
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
        const stream = published.renditions.get((uri ?? "").replace("/playlist.m3u8", ""))?.stream;
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
      return [...published.renditions].flatMap(([folder, { segments }]) =>
        segments.flatMap(({ packets }, index) => {
          const [first] = packets;
          const independent = folder.startsWith("video/") ? first?.isIdr === true : first?.isKey === true;
          return unless(independent, `${folder}: segment ${index + 1}`);
        }),
      );
    },
  },
];
