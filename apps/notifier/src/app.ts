import type { Bus } from "@reelbus/bus";
import type { DescriptionSecrets } from "@reelbus/contracts";
import type { Logger, Metrics, Service } from "@reelbus/kit";
import { openPublisher, type PublisherOptions } from "@reelbus/publishers";
import type { Store } from "@reelbus/store";
import { deliverLane } from "./deliver-lane.ts";
import { LaneTaker, type LaneTakerOptions } from "./lane-taker.ts";
import { NOTIFIER_LIMITS, type NotifierLimits } from "./limits.ts";
import { createReporter } from "./report.ts";
import { Targets } from "./targets.ts";

export interface NotifierDeps extends PublisherOptions {
  readonly store: Pick<Store, "lanes" | "events">;
  readonly bus: Pick<Bus, "onNudge" | "isConnected">;
  readonly openSecrets: (sealed: string) => DescriptionSecrets;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Names this process among all notifiers; no two that live may have the same. */
  readonly owner: string;
  /** @default NOTIFIER_LIMITS */
  readonly limits?: NotifierLimits;
}

/** Delivers every job's events to its message publishers; any number of notifiers share the work. */
export function buildNotifierService(deps: NotifierDeps): Service {
  let running: Running | null = null;
  return {
    start: () => {
      running ??= run(deps);
      return Promise.resolve();
    },
    stop: async () => {
      const stopping = running;
      running = null;
      await stopping?.stop();
    },
    isReady: () => running !== null && deps.bus.isConnected(),
  };
}

interface Running {
  stop(): Promise<void>;
}

function run(deps: NotifierDeps): Running {
  const { store, bus, openSecrets, logger, metrics, owner, limits = NOTIFIER_LIMITS } = deps;
  const stopping = new AbortController();
  const forced = new AbortController();
  const options: PublisherOptions = { resolveLocalPath: (uriPath) => deps.resolveLocalPath(uriPath) };
  const targets = new Targets({ open: (settings) => openPublisher(settings, options), limits });
  const delivery = {
    lanes: store.lanes,
    events: store.events,
    targets,
    openSecrets,
    limits,
    report: createReporter(metrics, logger),
    stopping: stopping.signal,
    forced: forced.signal,
  };
  const deliver: LaneTakerOptions["deliver"] = (lane, terms) => deliverLane(lane, terms, delivery);
  const taker = new LaneTaker({ lanes: store.lanes, owner, limits, deliver, logger });
  const nudges = bus.onNudge("deliveries", () => taker.wake());
  return {
    stop: async () => {
      nudges.unsubscribe();
      stopping.abort();
      const timer = setTimeout(() => forced.abort(), limits.graceMs);
      await taker.stop();
      clearTimeout(timer);
      await targets.close();
    },
  };
}
