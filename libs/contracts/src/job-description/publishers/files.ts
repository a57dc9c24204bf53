import { z } from "zod";
import { LOCAL_PATH_EXPECTED, localPathOf } from "../local-path.ts";
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
      .refine((path) => localPathOf(path) !== null, LOCAL_PATH_EXPECTED),
  })
  .meta({ id: "FilesPublisher" });

export type FilesPublisher = z.output<typeof filesSchema>;
