import { z } from "zod";

/**
 * A BCP 47 language tag or an ISO 639-2 code such as `en`, `eng`, `en-US` or `es-419`, as customers write it.
 * Canonical spelling is the business of media mapping.
 */
export const languageCodeSchema = z
  .string()
  .max(35)
  .regex(
    /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/u,
    "expected a BCP 47 language code such as en, eng, en-US or es-419",
  );
