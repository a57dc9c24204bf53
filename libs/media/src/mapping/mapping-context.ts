import type { MediaMappings } from "@reelbus/contracts";
import type { LanguageResolver } from "./language-resolver.ts";

/** What every step of the mapping needs. */
export interface MappingContext {
  readonly mappings: MediaMappings;
  readonly languages: LanguageResolver;
  readonly warn: (warning: string) => void;
}
