import type { LifecycleEvent } from "@reelbus/contracts";
import { posix } from "node:path";

type EventOf<T extends LifecycleEvent["EventType"]> = Extract<LifecycleEvent, { EventType: T }>;

/** Links to what a job has published, a line each: the manifests, the pictures, the index of the thumbnails. */
export function linkLines(events: readonly LifecycleEvent[]): string[] {
  const success = events.find((event) => event.EventType === "JobSuccess");
  const published = events.find((event) => event.EventType === "ContentPublished");
  if (success === undefined || published === undefined) return [];
  const { dash, hls } = success.Output;
  const extracted = events.find((event) => event.EventType === "ImagesExtracted");
  return [
    ...(dash === undefined ? [] : [`DASH   ${dash}`]),
    ...(hls === undefined ? [] : [`HLS    ${hls}`]),
    ...(extracted === undefined ? [] : pictureLines(extracted, published.Location, ownLocationOf(events))),
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

function below(location: string, path: string): string {
  const isUrl = URL.canParse(location);
  const shown = isUrl ? path.split("/").map(encodeURIComponent).join("/") : path;
  return `${location.replace(/\/+$/u, "")}/${shown}`;
}
