import { randomUUID } from "node:crypto";
import { EVENT_SCHEMA_VERSION, type LifecycleEvent } from "@reelbus/contracts";

export interface SampleOptions {
  /** @default a new one */
  readonly jobId?: string;
  /** The first Sequence. @default 1 */
  readonly from?: number;
  /** Makes each event larger by this many bytes. @default 0 */
  readonly paddingBytes?: number;
}

/** Events of one job with consecutive Sequences. */
export function sampleEvents(count: number, options: SampleOptions = {}): LifecycleEvent[] {
  const { jobId = randomUUID(), from = 1, paddingBytes = 0 } = options;
  return Array.from({ length: count }, (_, index) => ({
    EventType: "AcquisitionProgress",
    EventId: randomUUID(),
    Sequence: from + index,
    Timestamp: new Date().toISOString(),
    Phase: "Acquisition",
    SchemaVersion: EVENT_SCHEMA_VERSION,
    TraceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    JobId: jobId,
    TenantId: "default",
    ExternalId: "film-42",
    ExternalType: "movie",
    ExternalProvider: null,
    UserData: paddingBytes === 0 ? null : { padding: "x".repeat(paddingBytes) },
    Progress: 50,
    BytesAcquired: 500,
    TotalBytes: 1000,
  }));
}
