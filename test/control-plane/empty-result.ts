import { EVENT_TYPES, type Phase, type PhaseResult } from "@reelbus/contracts";

/** Events of a job whose phases all give these results: one of each type but FinalError. */
export const EVENTS_PER_JOB = EVENT_TYPES.length - 1;

/**
 * The smallest result of a phase that makes a whole history of events. Where the contract has room for a number that
 * comes back in an event, it is the time of the result: see `reportedAtMs`.
 */
export function emptyResult<P extends Phase>(phase: P, folder: string): PhaseResult<P> {
  return RESULTS[phase](folder, Date.now());
}

const RESULTS: { readonly [P in Phase]: (folder: string, nowMs: number) => PhaseResult<P> } = {
  "Pre-Validation": () => ({}),
  Acquisition: (folder, nowMs) => ({ folder, files: [{ path: "film.mp4", sizeBytes: nowMs }] }),
  "Media Mapping": (sourceFolder) => ({
    sourceFolder,
    video: null,
    audio: [],
    subtitles: [],
    captions: [],
    ignoredFiles: [],
    warnings: [],
    durationSeconds: 60,
    videoStartSeconds: 0,
  }),
  Encoding: (folder) => ({
    folder,
    images: null,
    plan: { videoFormat: "H264", optimizeFor: "Balance", representations: [] },
    representations: [],
    manifests: { dash: "manifest.mpd", hls: "manifest.m3u8" },
    warnings: [],
  }),
  "Image Extraction": () => ({ folder: null, relativePath: "", images: [], thumbnails: null, warnings: [] }),
  Publishing: (_folder, nowMs) => ({
    published: [{ type: "cmaf", location: "file:///published/film", totalFiles: 1, totalSizeBytes: nowMs }],
    output: { dash: "file:///published/film/manifest.mpd" },
  }),
};
