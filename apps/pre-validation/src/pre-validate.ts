import type { PhaseHandler } from "@reelbus/phase-worker";
import type { StorageOptions } from "@reelbus/storage";
import { checkParts } from "./check-parts.ts";
import { partsOf } from "./parts-of.ts";

/** How long any location may take to answer. */
const LIMIT_MS = 20_000;

/**
 * The handler of the phase Pre-Validation: fails a job before any work when a place that it names can't be used.
 *
 * It checks that hosts answer, certificates and credentials are accepted, local paths lie below an allowed root, source
 * folders may be read, and targets, the pictures' location and every message publisher may be written to (5003). It
 * does not look for the source itself: a folder that does not exist, an HTTP 404 or a folder without files is what the
 * acquisition finds (1000, 'files not found'), and until then a file may still arrive.
 */
export function createPreValidationHandler(
  options: StorageOptions,
  limitMs: number = LIMIT_MS,
): PhaseHandler<"Pre-Validation"> {
  return async ({ work, description, signal }) => {
    await checkParts(partsOf(description, { ...options, owner: work.jobId }), limitMs, signal);
    return {};
  };
}
