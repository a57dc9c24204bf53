import type { JobView, LifecycleEvent } from "@reelbus/contracts";
import { posix } from "node:path";
import { pathToFileURL } from "node:url";

type EventOf<T extends LifecycleEvent["EventType"]> = Extract<LifecycleEvent, { EventType: T }>;

/** So many events at a job's end are more than enough to have all that links are made of, but the first. */
export const LAST_EVENTS_WITH_LINKS = 10;

const TYPES: readonly LifecycleEvent["EventType"][] = [
  "JobCreated",
  "ImagesExtracted",
  "ContentPublished",
  "JobSuccess",
];

/** Whether links are made of an event, of which there are few. */
export function isOfLinks({ EventType }: LifecycleEvent): boolean {
  return TYPES.includes(EventType);
}

/**
 * Links to what a job has published, a line each: the manifests, the pictures, the index of the thumbnails.
 *
 * @param output the job's; null where it has none
 * @param events those of the job that `isOfLinks` takes; others do not matter
 */
export function linkLines(output: JobView["Output"], events: readonly LifecycleEvent[]): string[] {
  if (output === null) return [];
  const { dash, hls } = output;
  const published = events.find((event) => event.EventType === "ContentPublished");
  const extracted = events.find((event) => event.EventType === "ImagesExtracted");
  return [
    ...(dash === undefined ? [] : [`DASH   ${dash}`]),
    ...(hls === undefined ? [] : [`HLS    ${hls}`]),
    ...(extracted === undefined || published === undefined
      ? []
      : pictureLines(extracted, published.Location, ownLocationOf(events))),
  ];
}

function pictureLines(
  { RelativePath, Images, Thumbnails }: EventOf<"ImagesExtracted">,
  location: string,
  ownLocation: string | null,
): string[] {
  return [
    ...Images.map((image) => `image  ${below(ownLocation ?? location, posix.join(RelativePath, image))}`),
    ...(Thumbnails === null ? [] : [`thumbs ${below(location, Thumbnails.Index)}`]),
  ];
}

/** Where the job description wants the pictures, as it says it; null when they are beside the film. */
function ownLocationOf(events: readonly LifecycleEvent[]): string | null {
  const created = events.find((event) => event.EventType === "JobCreated");
  return created?.JobDescription.ImageExtraction?.Location?.UriPath ?? null;
}

/** @param location a URL, or a folder's absolute path */
function below(location: string, path: string): string {
  const url = location.startsWith("/") ? pathToFileURL(location).href : location;
  return `${url.replace(/\/+$/u, "")}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
