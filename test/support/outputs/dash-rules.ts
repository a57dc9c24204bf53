import { readDash, type DashDocument, type DashRepresentation, type DashSet } from "./dash-document.ts";
import type { ExpectedFilm } from "./expected-film.ts";
import { repeated, unless, type Rule } from "./rule.ts";

interface DashFilm extends ExpectedFilm {
  readonly document: DashDocument;
}

export const MANIFEST = "manifest.mpd";
const EPSILON_SECONDS = 1e-6;

export function dashFilm(film: ExpectedFilm): DashFilm {
  return { ...film, document: readDash(film.published.texts.get(MANIFEST) ?? "") };
}

/** What ISO/IEC 23009-1 asks of a manifest of the live profile. */
export const dashRules: readonly Rule<DashFilm>[] = [
  {
    section: "ISO/IEC 23009-1, 5.3.1.2",
    says: "MPD has profiles, minBufferTime, and as type static its duration, which is the film's",
    breaches: ({ document, durationSeconds, frameSeconds }) => [
      ...unless(document.attribute("profiles") === "urn:mpeg:dash:profile:isoff-live:2011", "profiles"),
      ...unless(document.attribute("type") === "static", "type"),
      ...unless(document.minBufferSeconds > 0, "minBufferTime"),
      ...unless(document.periods === 1, `${document.periods} periods`),
      ...unless(
        Math.abs(document.durationSeconds - durationSeconds) < frameSeconds,
        `${document.durationSeconds} s instead of ${durationSeconds} s`,
      ),
    ],
  },
  {
    section: "ISO/IEC 23009-1, 5.3.5.2",
    says: "each Representation has an id of its own without white space, and a bandwidth",
    breaches: ({ document }) => {
      const all = document.sets.flatMap(({ representations }) => representations);
      return [
        ...repeated(all.map(({ id }) => id)).map((id) => `the id ${id} occurs twice`),
        ...all.flatMap(({ id, attribute }) => [
          ...unless(/^\S+$/u.test(id), `the id "${id}"`),
          ...unless(/^[1-9]\d*$/u.test(attribute("bandwidth") ?? ""), `bandwidth of ${id}`),
        ]),
      ];
    },
  },
  {
    section: "ISO/IEC 23009-1, 5.3.7.2",
    says: "each Representation has mimeType and codecs, its picture's size and rate, its sound's rate and channels",
    breaches: ({ document }) =>
      each(document, ({ contentType }, { id, attribute, children }) => {
        const required = REQUIRED_ATTRIBUTES[contentType];
        if (required === undefined) return [`contentType "${contentType}"`];
        const channels = contentType !== "audio" || children("AudioChannelConfiguration").length === 1;
        return [
          ...required.filter((name) => (attribute(name) ?? "") === "").map((name) => `${id} has no ${name}`),
          ...unless(channels, `${id} has no AudioChannelConfiguration`),
        ];
      }),
  },
  {
    section: "ISO/IEC 23009-1, 5.3.9.6",
    says: "a SegmentTimeline starts at 0, has neither gap nor overlap, and ends with the film",
    breaches: ({ document, durationSeconds }) =>
      each(document, ({ contentType }, { id, segments }) => {
        let end = 0;
        const gaps = segments.flatMap(({ startSeconds, durationSeconds: length, file }) => {
          const expected = end;
          end = startSeconds + length;
          return unless(Math.abs(startSeconds - expected) < EPSILON_SECONDS, `${file} starts at ${startSeconds} s`);
        });
        // A sheet of thumbnails and a segment of text may reach beyond the end.
        const slack = contentType === "audio" || contentType === "video" ? 0.04 : Infinity;
        const ends = end > durationSeconds - 0.04 && end < durationSeconds + slack;
        return [...gaps, ...unless(ends, `${id} ends at ${end} s`)];
      }),
  },
  {
    section: "ISO/IEC 23009-1, 5.3.3.2 (segmentAlignment)",
    says: "the segments of all Representations of a set have the same times",
    breaches: ({ document }) =>
      document.sets.flatMap(({ contentType, attribute, representations }) => {
        const times = representations.map(({ segments }) =>
          segments.map((one) => [one.startSeconds, one.durationSeconds]),
        );
        const aligned = times.every((one) => JSON.stringify(one) === JSON.stringify(times[0]));
        const flagged = contentType === "image" || attribute("segmentAlignment") === "true";
        return [
          ...unless(flagged, `${contentType}: no segmentAlignment`),
          ...unless(aligned, `${contentType}: no alignment`),
        ];
      }),
  },
  {
    section: "ISO/IEC 23009-1, 5.3.3.2 (startWithSAP)",
    says: "a set that says so has segments that each begin with a stream access point",
    breaches: ({ document, published }) =>
      each(document, ({ attribute }, { folder }) => {
        if (attribute("startWithSAP") !== "1") return [];
        const segments = published.renditions.get(folder)?.segments ?? [];
        return segments.flatMap(({ packets }, index) =>
          unless(packets[0]?.isKey === true, `${folder}: segment ${index + 1} starts without one`),
        );
      }),
  },
  {
    section: "ISO/IEC 23009-1, 5.3.5.2 (bandwidth)",
    says: "delivered at @bandwidth, playback that starts after minBufferTime at any segment never waits for a frame",
    breaches: ({ document, published }) =>
      each(document, (_, { id, attribute, folder, segments }) => {
        const probed = published.renditions.get(folder)?.segments ?? [];
        return segments.flatMap((first, index) => {
          let bytesBefore = 0;
          return segments.slice(index).flatMap(({ file }, later) => {
            const late = (probed[index + later]?.packets ?? []).some(({ dtsSeconds, endByte }) => {
              const elapsed = document.minBufferSeconds + dtsSeconds - first.startSeconds;
              return (bytesBefore + endByte) * 8 > Number(attribute("bandwidth")) * elapsed;
            });
            bytesBefore += published.sizes.get(file) ?? NaN;
            return unless(!late, `${id}, from ${first.file} on: a frame of ${file} comes too late`);
          });
        });
      }),
  },
  {
    section: "ISO/IEC 23009-1, 5.3.7.2 (codecs, width, height, frameRate, audioSamplingRate)",
    says: "what the manifest says of a stream is what the stream is",
    breaches: ({ document, published }) =>
      each(document, ({ contentType }, { folder, attribute }) => {
        const stream = published.renditions.get(folder)?.stream;
        if (contentType === "audio") {
          return [
            ...unless(stream?.codec_name === "aac" && stream.profile === "LC", `${folder} is no AAC-LC`),
            ...unless(attribute("codecs") === "mp4a.40.2", `${folder}: codecs`),
            ...unless(attribute("audioSamplingRate") === stream?.sample_rate, `${folder}: audioSamplingRate`),
          ];
        }
        if (contentType !== "video" || stream === undefined)
          return unless(contentType !== "video", `${folder}: no stream`);
        return [
          ...unless(attribute("codecs") === avcCodecs(stream.profile, stream.level), `${folder}: codecs`),
          ...unless(attribute("width") === `${stream.width}`, `${folder}: width`),
          ...unless(attribute("height") === `${stream.height}`, `${folder}: height`),
          ...unless(ratio(attribute("frameRate")) === ratio(stream.r_frame_rate), `${folder}: frameRate`),
        ];
      }),
  },
  {
    section: "ISO/IEC 23009-1, 5.8.4.1, and ISO/IEC 23001-7, 11.2",
    says: "an encrypted set names its scheme and default_KID, which is the initialisation segment's; others name none",
    breaches: ({ document, published, scheme, keyId }) =>
      document.sets.flatMap((set) => {
        const systems = set.children("ContentProtection");
        const encrypted = scheme !== null && ["video", "audio"].includes(set.contentType);
        if (!encrypted) return unless(systems.length === 0, `${set.contentType} names a protection`);
        const [common] = systems.filter(
          (one) => one.getAttribute("schemeIdUri") === "urn:mpeg:dash:mp4protection:2011",
        );
        const kid = Buffer.from(keyId.replaceAll("-", ""), "hex");
        return [
          ...unless(common?.getAttribute("value") === scheme, `${set.contentType}: scheme`),
          ...unless(common?.getAttribute("cenc:default_KID") === keyId, `${set.contentType}: default_KID`),
          ...set.representations.flatMap(({ initFile }) =>
            unless(published.inits.get(initFile ?? "")?.includes(kid) === true, `${initFile} does not hold the key id`),
          ),
        ];
      }),
  },
  {
    section: "DASH-IF IOP 4.3, 6.2.6",
    says: "tiled thumbnails: an image set of JPEGs, whose grid and size are those of the sheets",
    breaches: ({ document, published }) => {
      const sets = document.sets.filter(({ contentType }) => contentType === "image");
      const [thumbnails] = sets.flatMap(({ representations }) => representations);
      if (sets.length !== 1 || thumbnails === undefined) return [`${sets.length} image sets`];
      const tiles = thumbnails
        .children("EssentialProperty")
        .find((one) => one.getAttribute("schemeIdUri") === "http://dashif.org/guidelines/thumbnail_tile");
      const size = `${thumbnails.attribute("width")}x${thumbnails.attribute("height")}`;
      return [
        ...unless(thumbnails.attribute("mimeType") === "image/jpeg", "mimeType"),
        ...unless(/^[1-9]\d*x[1-9]\d*$/u.test(tiles?.getAttribute("value") ?? ""), "no grid"),
        ...thumbnails.segments.flatMap(({ file }) => {
          const sheet = published.sheets.get(file);
          return unless(size === `${sheet?.width}x${sheet?.height}`, `${file} is not ${size}`);
        }),
      ];
    },
  },
];

const REQUIRED_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  video: ["mimeType", "codecs", "width", "height", "frameRate"],
  audio: ["mimeType", "codecs", "audioSamplingRate", "lang"],
  text: ["mimeType", "codecs", "lang"],
  image: ["mimeType", "width", "height"],
};

/** RFC 6381, 3.3, for the High profile: profile, no constraint, level. */
export function avcCodecs(profile: string | undefined, level: number | undefined): string {
  return `avc1.${profile === "High" ? "64" : "??"}00${(level ?? 0).toString(16).padStart(2, "0")}`;
}

function each(document: DashDocument, breaches: (set: DashSet, one: DashRepresentation) => string[]): string[] {
  return document.sets.flatMap((set) => set.representations.flatMap((one) => breaches(set, one)));
}

function ratio(fraction: string | null | undefined): number {
  const [numerator = NaN, denominator = 1] = (fraction ?? "").split("/").map(Number);
  return numerator / denominator;
}
