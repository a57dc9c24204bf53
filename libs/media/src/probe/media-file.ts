/** A delivered media file as it was probed. */
export interface MediaFile {
  /** Relative to the source folder, forward slashes. */
  readonly path: string;
  /** ffmpeg's names of the container format, for example `["mov", "mp4", "m4a"]`. */
  readonly containers: readonly string[];
  /** null when the container does not tell. */
  readonly durationSeconds: number | null;
  readonly bitrateKbps: number | null;
  readonly tracks: readonly Track[];
}

export type Track = VideoTrack | AudioTrack | TextTrack | OtherTrack;

interface TrackBase {
  /** As the demuxer counts, from 0, over tracks of all kinds. */
  readonly index: number;
  /** ffmpeg's name, for example `h264`; null when ffmpeg does not know the codec. */
  readonly codec: string | null;
  readonly encrypted: boolean;
  /** The language code as the file has it; null for none. */
  readonly language: string | null;
  /** From the file's start to the track's end, else to the file's end; null when neither is told. */
  readonly durationSeconds: number | null;
  readonly bitrateKbps: number | null;
}

/** Moving pictures; cover pictures and thumbnails are `other`. */
export interface VideoTrack extends TrackBase {
  readonly kind: "video";
  /** Pixels as shown: pixel shape and rotation applied; 0 when the file does not tell. */
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise by which the coded picture is turned to be shown, 0 to 359. */
  readonly rotation: number;
  readonly frameRate: FrameRate;
  readonly interlaced: boolean;
  readonly pixelFormat: string | null;
  /** When the first frame is shown, counted from the file's start. */
  readonly startSeconds: number;
  /** null when the container does not tell. */
  readonly frameCount: number | null;
}

export interface AudioTrack extends TrackBase {
  readonly kind: "audio";
  /** 0 when the file does not tell. */
  readonly channels: number;
  readonly sampleRate: number | null;
  /** Marked as description for the visually impaired. */
  readonly descriptive: boolean;
}

export interface TextTrack extends TrackBase {
  readonly kind: "text";
  /** Marked as captions, or as made for the hearing impaired. */
  readonly captions: boolean;
}

/** Data, time codes, attachments, pictures. */
export interface OtherTrack extends TrackBase {
  readonly kind: "other";
}

/** Frames per second as a fraction in lowest terms. */
export interface FrameRate {
  readonly numerator: number;
  readonly denominator: number;
}

/** How long a track says it is, else its file does; 0 when neither tells. */
export function toldSeconds(file: MediaFile, track: Track): number {
  return track.durationSeconds ?? file.durationSeconds ?? 0;
}
