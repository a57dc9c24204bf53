export { openSource } from "./open-source.ts";
export { openTarget } from "./open-target.ts";
export { isInnerPath } from "./relative-path.ts";
export { runBounded } from "./run-bounded.ts";
export type { FetchOptions, Source, SourceFile } from "./source.ts";
export type { StorageOptions } from "./storage-options.ts";
export type { Target } from "./target.ts";
