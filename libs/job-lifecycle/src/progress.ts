import type { EventDraft, Fact } from "@reelbus/contracts";
import type { JobState } from "./job-state.ts";

type Progress = Extract<Fact, { kind: "progress" }>;

/** At most one progress event a second. */
const MIN_INTERVAL_MS = 1_000;
/** 100 is told with the phase's result, never before. */
const MAX_BEFORE_RESULT = 99;

/**
 * The state and event of a progress fact, or null when it tells nothing new: the per cent has not risen (an
 * attempt that starts again begins below), or the last rise was less than a second ago.
 */
export function progressed(
  state: JobState,
  fact: Progress,
  nowMs: number,
): { readonly state: JobState; readonly events: readonly EventDraft[] } | null {
  // Progress of an encoding comes after VideoEncodingStarted, which needs the plan.
  if (fact.phase === "Encoding" && !state.encodingStarted) return null;
  const percent = Math.min(Math.floor(fact.percent), MAX_BEFORE_RESULT);
  if (state.progressAtMs !== null) {
    if (percent <= state.progress || nowMs - state.progressAtMs < MIN_INTERVAL_MS) return null;
  }
  const next = { ...state, progress: Math.max(percent, state.progress), progressAtMs: nowMs };
  switch (fact.phase) {
    case "Acquisition": {
      const { bytesAcquired, totalBytes } = fact.details;
      const payload = { Progress: next.progress, BytesAcquired: bytesAcquired, TotalBytes: totalBytes };
      return { state: next, events: [{ type: "AcquisitionProgress", payload }] };
    }
    case "Encoding": {
      const { speed, estimatedSecondsLeft } = fact.details;
      const payload = { Progress: next.progress, Speed: speed, EstimatedSecondsLeft: estimatedSecondsLeft };
      const encodingSpeed = speed ?? state.encodingSpeed;
      return { state: { ...next, encodingSpeed }, events: [{ type: "EncodingProgress", payload }] };
    }
    case "Pre-Validation":
    case "Media Mapping":
    case "Image Extraction":
    case "Publishing":
      return { state: next, events: [] };
  }
}
