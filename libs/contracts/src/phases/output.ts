import { z } from "zod";

/** Links to the manifests that were published. */
export const outputSchema = z.strictObject({ dash: z.string().optional(), hls: z.string().optional() });
