import type { Bus } from "@reelbus/bus";
import type { Logger, Metrics } from "@reelbus/kit";
import type { PublisherOptions } from "@reelbus/publishers";
import type { Sealer } from "@reelbus/secrets";
import type { Store } from "@reelbus/store";

/** What the API is built from. */
export interface ApiDependencies extends PublisherOptions {
  readonly store: Pick<Store, "isHealthy"> & {
    readonly jobs: Pick<Store["jobs"], "submit" | "view" | "page" | "requestCancel">;
    readonly events: Store["events"];
    readonly deliveries: Store["deliveries"];
    readonly pull: Store["pull"];
  };
  readonly bus: Pick<Bus, "isConnected" | "nudge" | "onNudge" | "serveSubmissions">;
  readonly sealer: Pick<Sealer, "seal" | "fingerprint">;
  /** The address to listen on. There is no authentication yet: whoever reaches it can do everything. */
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** @default DEFAULT_LIMITS */
  readonly limits?: Partial<ApiLimits>;
}

/** The bounds of what the API holds and waits for. */
export interface ApiLimits {
  /** Job descriptions that are being received and stored at a time; one more is answered with 429. */
  readonly submissions: number;
  /** Live event streams at a time; one more is answered with 429. */
  readonly streams: number;
  /** How long a live stream waits for a nudge before it looks by itself. */
  readonly streamPollMs: number;
  /** How long a live stream is silent before a comment shows that it lives. */
  readonly streamHeartbeatMs: number;
  /** How long a reader may take nothing before its stream is cut. */
  readonly slowReaderMs: number;
  /** Tests of publishers at a time; one more is answered with 429. */
  readonly publisherTests: number;
  /** How long a test of a publisher may take. */
  readonly publisherTestMs: number;
  /** How long `stop` waits for requests in flight. */
  readonly stopMs: number;
}

export const DEFAULT_LIMITS: ApiLimits = {
  submissions: 256,
  streams: 500,
  streamPollMs: 5_000,
  streamHeartbeatMs: 15_000,
  slowReaderMs: 30_000,
  publisherTests: 16,
  publisherTestMs: 25_000,
  stopMs: 5_000,
};
