import { z } from "zod";

/**
 * The registry of stable reasons: what happened, for programs. `fault` says whose business it is: `customer` follows
 * the phase's error code, `ours` is always 5000, `cancelled` 5001. `retryable` is the default for an error of this
 * reason. `docs/errors.md` lists the same reasons; a test keeps the two equal.
 */
export const REASONS = {
  "file-not-found": { fault: "customer", retryable: false, meaning: "A file or folder does not exist." },
  "no-files": { fault: "customer", retryable: false, meaning: "The source folder holds no file." },
  "too-many-files": {
    fault: "customer",
    retryable: false,
    meaning: "The source folder holds more files than a film can have.",
  },
  "access-denied": {
    fault: "customer",
    retryable: false,
    meaning: "Credentials were rejected or a permission is missing.",
  },
  "location-not-allowed": {
    fault: "customer",
    retryable: false,
    meaning:
      "A local path lies outside the folders that the operator allows, or a publisher's URL leads to a link-local address or a cloud's metadata.",
  },
  "host-not-found": {
    fault: "customer",
    retryable: false,
    meaning: "There is no host of this name, or it has no address.",
  },
  "host-unreachable": { fault: "customer", retryable: true, meaning: "A host refuses or does not answer." },
  "untrusted-certificate": { fault: "customer", retryable: false, meaning: "A TLS certificate is not trusted." },
  timeout: { fault: "customer", retryable: true, meaning: "An answer or data stopped coming within the time limit." },
  "bad-response": { fault: "customer", retryable: true, meaning: "A server answered with something unusable." },
  "incomplete-transfer": { fault: "customer", retryable: true, meaning: "Fewer bytes came than were announced." },
  "write-refused": { fault: "customer", retryable: false, meaning: "The target refused a write." },
  "target-full": { fault: "customer", retryable: true, meaning: "The target has no space left." },
  "destination-not-found": {
    fault: "customer",
    retryable: false,
    meaning: "A target has no such queue, exchange, topic, folder or URL, or a message reached no queue.",
  },
  "destination-gone": {
    fault: "customer",
    retryable: false,
    meaning: "A webhook answered that it wants no more events (HTTP 410).",
  },
  "message-too-large": {
    fault: "customer",
    retryable: false,
    meaning: "An event is too large for a broker, or a job for the message bus: its description or its list of files.",
  },
  throttled: { fault: "customer", retryable: true, meaning: "A server asks to be called less often." },
  "no-video": { fault: "customer", retryable: false, meaning: "No file or track was mapped as the video." },
  "several-videos": { fault: "customer", retryable: false, meaning: "More than one file was mapped as the video." },
  "no-audio": { fault: "customer", retryable: false, meaning: "FailOnNoAudioTracks is set and no audio was mapped." },
  "no-subtitles": {
    fault: "customer",
    retryable: false,
    meaning: "FailOnNoSubtitleTracks is set and no subtitle was mapped.",
  },
  "no-captions": {
    fault: "customer",
    retryable: false,
    meaning: "FailOnNoCaptionTracks is set and no caption was mapped.",
  },
  "ignored-files": {
    fault: "customer",
    retryable: false,
    meaning: "FailOnIgnoredFiles is set and files were left over.",
  },
  "ignored-tracks": {
    fault: "customer",
    retryable: false,
    meaning: "FailOnIgnoredTracks is set and tracks were left over.",
  },
  "unrecognised-language": { fault: "customer", retryable: false, meaning: "A language code is not known." },
  "track-not-found": {
    fault: "customer",
    retryable: false,
    meaning: "AudioMappings names a track that does not exist.",
  },
  "unreadable-media": { fault: "customer", retryable: false, meaning: "A file is damaged or is no media file." },
  "unsupported-codec": { fault: "customer", retryable: false, meaning: "No decoder is installed for a track." },
  "encrypted-media": { fault: "customer", retryable: false, meaning: "A source file is encrypted." },
  "encoding-failed": { fault: "customer", retryable: true, meaning: "The encoder failed on the content." },
  "packaging-failed": { fault: "customer", retryable: true, meaning: "The packager failed on the encoded streams." },
  "image-extraction-failed": {
    fault: "customer",
    retryable: true,
    meaning: "No picture could be made of the content.",
  },
  cancelled: { fault: "cancelled", retryable: false, meaning: "The job was cancelled through the API." },
  "not-supported-yet": {
    fault: "customer",
    retryable: false,
    meaning: "A documented feature that this version lacks.",
  },
  "workspace-full": { fault: "ours", retryable: true, meaning: "The workspace has no space left." },
  "worker-crashed": { fault: "ours", retryable: false, meaning: "Workers died on this job again and again." },
  "invalid-message": { fault: "ours", retryable: false, meaning: "A service received a message it can't read." },
  "program-missing": { fault: "ours", retryable: false, meaning: "A program such as ffmpeg is not installed." },
  internal: { fault: "ours", retryable: true, meaning: "A fault of Reelbus." },
} as const satisfies Record<string, { fault: "customer" | "ours" | "cancelled"; retryable: boolean; meaning: string }>;

export type Reason = keyof typeof REASONS;

export const reasonSchema = z.enum(Object.keys(REASONS) as [Reason, ...Reason[]]).meta({ id: "Reason" });
