/**
 * Every service, by name: `main` runs it as a process of its own, `build` gives it to `reelbus up`. The only place
 * where the command line names the apps; they are loaded when asked for, so that `reelbus submit` needs none of them.
 */
export const services = {
  api: { main: () => import("@reelbus/api/main"), build: () => import("@reelbus/api") },
  conductor: { main: () => import("@reelbus/conductor/main"), build: () => import("@reelbus/conductor") },
  notifier: { main: () => import("@reelbus/notifier/main"), build: () => import("@reelbus/notifier") },
  "pre-validation": {
    main: () => import("@reelbus/pre-validation/main"),
    build: () => import("@reelbus/pre-validation"),
  },
  acquisition: { main: () => import("@reelbus/acquisition/main"), build: () => import("@reelbus/acquisition") },
  "media-mapping": { main: () => import("@reelbus/media-mapping/main"), build: () => import("@reelbus/media-mapping") },
  encoding: { main: () => import("@reelbus/encoding/main"), build: () => import("@reelbus/encoding") },
  "image-extraction": {
    main: () => import("@reelbus/image-extraction/main"),
    build: () => import("@reelbus/image-extraction"),
  },
  publishing: { main: () => import("@reelbus/publishing/main"), build: () => import("@reelbus/publishing") },
} as const;

export type ServiceName = keyof typeof services;

export const SERVICE_NAMES = Object.keys(services) as readonly ServiceName[];
