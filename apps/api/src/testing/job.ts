import { jobDescriptionSchema, type JobDescriptionInput } from "@reelbus/contracts";

/** A small job description. */
export const job = {
  ContentAcquisition: { Provider: "Local", UriPath: "/in" },
  ContentProcessing: { OutputFormat: ["Cmaf"] },
  ContentPublishing: { Provider: "Local", UriPath: "/out" },
} satisfies JobDescriptionInput;

/** The same, parsed. */
export const parsedJob = jobDescriptionSchema.parse(job);
