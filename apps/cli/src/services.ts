import type { PhaseSlug } from "@reelbus/contracts";
import type { Service } from "@reelbus/kit";
import type { PhaseProgramDeps } from "@reelbus/phase-worker";

interface PhaseEntry {
  /** Runs the service as a process of its own. */
  readonly main: () => Promise<unknown>;
  /** What builds the service inside another process. */
  readonly build: () => Promise<(deps: PhaseProgramDeps) => Service>;
}

/** The services of the phases; `reelbus up` runs each of them. */
export const phaseServices = {
  "pre-validation": {
    main: () => import("@reelbus/pre-validation/main"),
    build: async () => (await import("@reelbus/pre-validation")).buildPreValidationService,
  },
  acquisition: {
    main: () => import("@reelbus/acquisition/main"),
    build: async () => (await import("@reelbus/acquisition")).buildAcquisitionService,
  },
  "media-mapping": {
    main: () => import("@reelbus/media-mapping/main"),
    build: async () => (await import("@reelbus/media-mapping")).buildMediaMappingService,
  },
  encoding: {
    main: () => import("@reelbus/encoding/main"),
    build: async () => (await import("@reelbus/encoding")).buildEncodingService,
  },
  "image-extraction": {
    main: () => import("@reelbus/image-extraction/main"),
    build: async () => (await import("@reelbus/image-extraction")).buildImageExtractionService,
  },
  publishing: {
    main: () => import("@reelbus/publishing/main"),
    build: async () => (await import("@reelbus/publishing")).buildPublishingService,
  },
} as const satisfies Record<PhaseSlug, PhaseEntry>;

/**
 * Every service, by name. The only place where the command line names the apps; they are loaded when asked for, so
 * that `reelbus submit` needs none of them.
 */
export const services = {
  api: { main: () => import("@reelbus/api/main"), build: async () => (await import("@reelbus/api")).buildApiService },
  conductor: {
    main: () => import("@reelbus/conductor/main"),
    build: async () => (await import("@reelbus/conductor")).buildConductorService,
  },
  notifier: {
    main: () => import("@reelbus/notifier/main"),
    build: async () => (await import("@reelbus/notifier")).buildNotifierService,
  },
  ...phaseServices,
} as const;

export type ServiceName = keyof typeof services;

export const SERVICE_NAMES = Object.keys(services) as readonly ServiceName[];
