import type { JobDescription } from "@reelbus/contracts";
import { openPublisher } from "@reelbus/publishers";
import { openSource, openTarget, type StorageOptions } from "@reelbus/storage";
import type { Part } from "./check-parts.ts";

interface Checkable {
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The parts of a job description that name a location, in the order in which their failures are told. */
export function partsOf(description: JobDescription, options: StorageOptions): Part[] {
  const { ContentAcquisition, ContentPublishing, ImageExtraction, MessagePublishers } = description;
  const imageLocation = ImageExtraction?.Location;
  return [
    part("ContentAcquisition", () => openSource(ContentAcquisition, options)),
    part("ContentPublishing", () => openTarget(ContentPublishing, options)),
    ...(imageLocation === undefined
      ? []
      : [part("ImageExtraction.Location", () => openTarget(imageLocation, options))]),
    ...MessagePublishers.map((settings, index) =>
      part(`MessagePublishers[${index}]`, () => openPublisher(settings, options)),
    ),
  ];
}

function part(name: string, open: () => Checkable): Part {
  return {
    name,
    check: async (signal) => {
      const opened = open();
      try {
        await opened.check(signal);
      } finally {
        await opened.close();
      }
    },
  };
}
