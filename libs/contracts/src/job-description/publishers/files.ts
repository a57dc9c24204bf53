import { z } from "zod";
import { Format } from "./common.ts";

/** A local folder below an allowed root. */
export const filesSchema = z
  .strictObject({
    Type: z.literal("Files"),
    Format,
    UriPath: z
      .string()
      .min(1)
      .max(4096)
      .refine((path) => path.startsWith("/") || path.startsWith("file:///"), "expected an absolute folder path"),
  })
  .meta({ id: "FilesPublisher" });

export type FilesPublisher = z.output<typeof filesSchema>;
