import { stringToMpdXml, type XmlElement } from "mpd-parser";

/** One segment of a timeline. */
export interface DashSegment {
  readonly file: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/** One representation; `attribute` looks in the adaptation set too, as ISO 23009-1, 5.3.7 has it. */
export interface DashRepresentation {
  readonly id: string;
  readonly attribute: (name: string) => string | null;
  readonly children: (name: string) => readonly XmlElement[];
  /** The folder of the segments, for example `video/180p`. */
  readonly folder: string;
  readonly initFile: string | null;
  readonly segments: readonly DashSegment[];
}

/** One adaptation set. */
export interface DashSet {
  readonly contentType: string;
  readonly attribute: (name: string) => string | null;
  readonly children: (name: string) => readonly XmlElement[];
  readonly representations: readonly DashRepresentation[];
}

/** A DASH manifest. */
export interface DashDocument {
  readonly attribute: (name: string) => string | null;
  readonly periods: number;
  readonly durationSeconds: number;
  readonly minBufferSeconds: number;
  readonly sets: readonly DashSet[];
}

export function readDash(text: string): DashDocument {
  const root = stringToMpdXml(text);
  const durationSeconds = secondsOf(root.getAttribute("mediaPresentationDuration"));
  return {
    attribute: (name) => root.getAttribute(name),
    periods: elements(root, "Period").length,
    durationSeconds,
    minBufferSeconds: secondsOf(root.getAttribute("minBufferTime")),
    sets: elements(root, "AdaptationSet").map((set) => readSet(set, durationSeconds)),
  };
}

function readSet(set: XmlElement, durationSeconds: number): DashSet {
  return {
    contentType: set.getAttribute("contentType") ?? "",
    attribute: (name) => set.getAttribute(name),
    children: (name) => elements(set, name),
    representations: elements(set, "Representation").map((element) =>
      readRepresentation(element, set, durationSeconds),
    ),
  };
}

function readRepresentation(element: XmlElement, set: XmlElement, durationSeconds: number): DashRepresentation {
  const [template] = [...elements(element, "SegmentTemplate"), ...elements(set, "SegmentTemplate")];
  const media = template?.getAttribute("media") ?? "";
  const own = (name: string) => (element.hasAttribute(name) ? element.getAttribute(name) : null);
  return {
    id: element.getAttribute("id") ?? "",
    attribute: (name) => own(name) ?? (set.hasAttribute(name) ? set.getAttribute(name) : null),
    children: (name) => elements(element, name),
    folder: media.replace(/\/[^/]*$/u, ""),
    initFile: template?.hasAttribute("initialization") === true ? template.getAttribute("initialization") : null,
    segments: template === undefined ? [] : readSegments(template, media, durationSeconds),
  };
}

/** By a SegmentTimeline, or by one duration for all (ISO 23009-1, 5.3.9.5.3). */
function readSegments(template: XmlElement, media: string, durationSeconds: number): DashSegment[] {
  const timescale = Number(template.getAttribute("timescale") ?? "1");
  const firstNumber = Number(template.getAttribute("startNumber") ?? "1");
  const fixed = Number(template.getAttribute("duration") ?? "0") / timescale;
  const times =
    fixed > 0
      ? Array.from({ length: Math.ceil(durationSeconds / fixed - 1e-6) }, (_, index) => [index * fixed, fixed] as const)
      : timelineOf(template).map(([start, duration]) => [start / timescale, duration / timescale] as const);
  return times.map(([start, duration], index) => ({
    file: media.replace("$Number$", `${firstNumber + index}`),
    startSeconds: start,
    durationSeconds: duration,
  }));
}

/** Start and duration of each segment, in units of the timescale. */
function timelineOf(template: XmlElement): [number, number][] {
  const segments: [number, number][] = [];
  let next = 0;
  for (const run of elements(template, "S")) {
    const start = run.getAttribute("t");
    if (start !== null && start !== "") next = Number(start);
    for (let count = Number(run.getAttribute("r") ?? "0"); count >= 0; count -= 1) {
      const duration = Number(run.getAttribute("d"));
      segments.push([next, duration]);
      next += duration;
    }
  }
  return segments;
}

function elements(parent: XmlElement, name: string): XmlElement[] {
  return Array.from(parent.getElementsByTagName(name));
}

/** An xs:duration of hours, minutes and seconds. */
function secondsOf(duration: string | null): number {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/u.exec(duration ?? "");
  if (match === null) return NaN;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
