import { z } from "zod";

/** The phases of a job in their order, spelled as lifecycle events write them. */
export const PHASES = [
  "Pre-Validation",
  "Acquisition",
  "Media Mapping",
  "Encoding",
  "Image Extraction",
  "Publishing",
] as const;

export type Phase = (typeof PHASES)[number];

export const phaseSchema = z.enum(PHASES).meta({ id: "Phase" });

/** A phase's name in subjects, folders and commands, for example `media-mapping`. */
export type PhaseSlug =
  "pre-validation" | "acquisition" | "media-mapping" | "encoding" | "image-extraction" | "publishing";

const SLUGS: Readonly<Record<Phase, PhaseSlug>> = {
  "Pre-Validation": "pre-validation",
  Acquisition: "acquisition",
  "Media Mapping": "media-mapping",
  Encoding: "encoding",
  "Image Extraction": "image-extraction",
  Publishing: "publishing",
};

export function slugOf(phase: Phase): PhaseSlug {
  return SLUGS[phase];
}
