import { z } from "zod";

/** A value of a query; text that no database stores is refused. */
export const queryText = z
  .string()
  .max(255)
  .refine((text) => !text.includes("\0") && text.isWellFormed(), "holds a NUL character or half a surrogate pair");
