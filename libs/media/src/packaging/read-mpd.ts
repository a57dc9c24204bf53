import { XMLParser } from "fast-xml-parser";
import { formatFrameRate, parseFrameRate } from "../probe/frame-rate.ts";

/** One segment as the manifest lists it. */
export interface ListedSegment {
  /** Relative to the manifest. */
  readonly file: string;
  readonly durationSeconds: number;
}

/** What a DASH manifest tells of one representation. */
export interface MpdRepresentation {
  /** The folder of its segments, relative to the manifest, for example `video/720p`. */
  readonly folder: string;
  /** RFC 6381, for example `avc1.64001f`. */
  readonly codecs: string;
  /** Frames per second as a reduced fraction. */
  readonly frameRate: string | null;
  readonly segments: readonly ListedSegment[];
}

type XmlElement = Readonly<Record<string, unknown>>;

/** These hold lists even where there is one of them. */
const LISTS = new Set(["AdaptationSet", "Representation", "S"]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name) => LISTS.has(name),
});

/** Reads a manifest of one period whose representations have a SegmentTimeline, as the packager writes them. */
export function readMpd(xml: string): MpdRepresentation[] {
  const document = element(parser.parse(xml));
  const period = element(element(document["MPD"])["Period"]);
  return elements(period["AdaptationSet"]).flatMap((set) =>
    elements(set["Representation"]).map((representation) => readRepresentation(set, representation)),
  );
}

function readRepresentation(set: XmlElement, representation: XmlElement): MpdRepresentation {
  const template = element(representation["SegmentTemplate"]);
  const folder = text(template["media"]).replace(/\/[^/]*$/u, "");
  const frameRate = representation["frameRate"] ?? set["frameRate"];
  return {
    folder,
    codecs: text(representation["codecs"] ?? set["codecs"]),
    frameRate: typeof frameRate === "string" ? formatFrameRate(parseFrameRate(frameRate)) : null,
    segments: readTimeline(template),
  };
}

function readTimeline(template: XmlElement): ListedSegment[] {
  const timescale = Number(template["timescale"]);
  const durations = elements(element(template["SegmentTimeline"])["S"]).flatMap((run) => {
    const count = Number(run["r"] ?? 0) + 1;
    return Array.from({ length: count }, () => Number(run["d"]) / timescale);
  });
  const first = Number(template["startNumber"] ?? 1);
  const media = text(template["media"]);
  return durations.map((durationSeconds, index) => ({
    file: media.replace("$Number$", `${first + index}`),
    durationSeconds,
  }));
}

function element(value: unknown): XmlElement {
  return typeof value === "object" && value !== null ? (value as XmlElement) : {};
}

function elements(value: unknown): XmlElement[] {
  return Array.isArray(value) ? value.map(element) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
