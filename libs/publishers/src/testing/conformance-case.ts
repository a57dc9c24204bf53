import type {
  ConformanceCapabilities,
  ConformanceOptions,
  ConformanceServer,
  ConformanceTarget,
} from "./conformance-target.ts";

export interface CaseContext {
  /** A fresh destination that takes `Json`. */
  readonly target: ConformanceTarget;
  readonly capabilities: ConformanceCapabilities;
  readonly server: ConformanceServer;
  readonly create: ConformanceOptions["create"];
}

export type ConformanceCase = (context: CaseContext) => Promise<void>;
