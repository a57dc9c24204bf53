export { decodableCodecs } from "./decoders.ts";
export { runFfmpeg, type RunFfmpegOptions } from "./ffmpeg.ts";
export type { FfmpegProgress } from "./ffmpeg-progress.ts";
export type { FailureMeaning } from "./failures.ts";
export { runPackager, type RunPackagerOptions } from "./packager.ts";
export { probe } from "./probe.ts";
