import type { LifecycleEvent } from "@reelbus/contracts";
import { counted } from "./counted.ts";

/** One event in one line for people: time, name, and what is worth knowing of its payload. */
export function eventLine(event: LifecycleEvent): string {
  const time = event.Timestamp.slice(11, 23);
  return `${time}  ${event.EventType.padEnd(20)}  ${detail(event)}`.trimEnd();
}

function detail(event: LifecycleEvent): string {
  switch (event.EventType) {
    case "JobCreated":
      return event.JobId;
    case "AcquisitionProgress":
      return `${percent(event.Progress)} ${fileSize(event.BytesAcquired)}`;
    case "ContentAcquired":
      return `${counted(event.TotalFiles, "file")}, ${fileSize(event.TotalFilesSizeInBytes)}`;
    case "ContentMapped":
      return [
        event.VideoStream === null ? "no video" : `${videoSize(event.VideoStream)} ${event.VideoStream.Codec}`,
        `audio ${languagesOf(event.AudioStreams)}`,
        `subtitles ${languagesOf(event.SubtitleStreams)}`,
        `captions ${languagesOf(event.CaptionStreams)}`,
      ].join(", ");
    case "ContentPreProcessed":
      return `${event.VideoDurationInSeconds.toFixed(1)} s`;
    case "VideoEncodingStarted":
      return event.Representations.map((one) => `${String(one.Height)}p at ${String(one.BitrateInKbps)}k`).join(", ");
    case "EncodingProgress":
      return [
        percent(event.Progress),
        ...(event.Speed === null ? [] : [`${event.Speed.toFixed(1)}x`]),
        ...(event.EstimatedSecondsLeft === null ? [] : [`${event.EstimatedSecondsLeft.toFixed(0)} s left`]),
      ].join(" ");
    case "EncodingFinished":
      return counted(event.Representations.length, "representation");
    case "ImagesExtracted":
      return `${counted(event.Images.length, "picture")}, ${counted(event.Thumbnails?.Files.length ?? 0, "thumbnail sheet")}`;
    case "ContentPublished":
      return `${event.Type} ${counted(event.TotalFiles, "file")}, ${fileSize(event.TotalSizeInBytes)}`;
    case "JobSuccess":
      return `waited ${event.QueueWaitSeconds.toFixed(2)} s, processed ${event.ProcessingSeconds.toFixed(2)} s`;
    case "FinalError":
      return `${String(event.ErrorCode)} ${event.ErrorName} (${event.Reason}) in ${event.FailedPhase}: ${event.Message}`;
  }
}

function percent(value: number): string {
  return `${String(value).padStart(3)} %`;
}

function fileSize(sizeBytes: number): string {
  return sizeBytes < 100_000 ? `${(sizeBytes / 1e3).toFixed(1)} kB` : `${(sizeBytes / 1e6).toFixed(1)} MB`;
}

function videoSize(video: { Width: number; Height: number }): string {
  return `${String(video.Width)}x${String(video.Height)}`;
}

function languagesOf(streams: readonly { Language: string | null }[]): string {
  return streams.length === 0 ? "none" : streams.map((stream) => stream.Language ?? "unknown").join("+");
}
