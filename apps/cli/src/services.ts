/**
 * Every service that can be started by itself, by name. The only place where the command line names the apps;
 * they are loaded when asked for, so that `reelbus submit` needs none of them.
 */
export const services = {
  api: () => import("@reelbus/api/main"),
  conductor: () => import("@reelbus/conductor/main"),
  notifier: () => import("@reelbus/notifier/main"),
  "pre-validation": () => import("@reelbus/pre-validation/main"),
  acquisition: () => import("@reelbus/acquisition/main"),
  "media-mapping": () => import("@reelbus/media-mapping/main"),
  encoding: () => import("@reelbus/encoding/main"),
  "image-extraction": () => import("@reelbus/image-extraction/main"),
  publishing: () => import("@reelbus/publishing/main"),
} as const;

export type ServiceName = keyof typeof services;

export const SERVICE_NAMES = Object.keys(services) as readonly ServiceName[];
