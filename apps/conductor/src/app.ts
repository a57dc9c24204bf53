import type { Bus, Consumption, Subscription } from "@reelbus/bus";
import { PHASES, type Fact, type Phase } from "@reelbus/contracts";
import type { Logger, Metrics, Service } from "@reelbus/kit";
import type { Store } from "@reelbus/store";
import { startDispatcher, type Dispatcher } from "./dispatcher.ts";
import { createFactHandler } from "./fact-handler.ts";
import { createJobChanger } from "./job-changer.ts";
import { startSweeper, SWEEP_TIMING, type Sweeper, type SweepTiming } from "./sweeper.ts";

/** Jobs whose facts are handled at a time. */
const FACT_CONCURRENCY = 64;

export interface ConductorDeps {
  readonly store: Store;
  /** With its streams. */
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** @default SWEEP_TIMING */
  readonly timing?: SweepTiming;
}

/** The only writer of jobs: facts become states and events, ready jobs are dispatched, lost work is recovered. */
export function buildConductorService({ store, bus, logger, metrics, timing = SWEEP_TIMING }: ConductorDeps): Service {
  let running: Running | null = null;
  return {
    start: async () => {
      running = await run({ store, bus, logger, metrics, timing });
    },
    stop: async () => {
      const stopping = running;
      running = null;
      await stopping?.stop();
    },
    isReady: () => running !== null && bus.isConnected(),
  };
}

interface Running {
  stop(): Promise<void>;
}

async function run({ store, bus, logger, metrics, timing }: Required<ConductorDeps>): Promise<Running> {
  const wake = (phase: Phase): void => dispatcher.wake(phase);
  const changer = createJobChanger({ store, bus, logger, metrics, onReady: wake });
  const dispatcher: Dispatcher = startDispatcher({ store, bus, changer, logger });
  const sweeper: Sweeper = startSweeper({ store, bus, changer, logger, metrics, timing });
  const handle = createFactHandler({
    store,
    bus,
    changer,
    logger,
    metrics,
    onStarted: (phase) => dispatcher.started(phase),
  });
  const subscriptions: Subscription[] = [
    bus.onNudge("jobs", () => PHASES.forEach(wake)),
    bus.onNudge("cancel", () => sweeper.cancelRequested()),
  ];
  const stopRest = async () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
    await Promise.all([dispatcher.stop(), sweeper.stop()]);
  };
  let facts: Consumption;
  try {
    facts = await bus.consumeFacts({
      concurrency: FACT_CONCURRENCY,
      handle: (fact: Fact) =>
        handle(fact).catch((error: unknown) => {
          sweeper.wasDeaf();
          throw error;
        }),
    });
  } catch (error) {
    await stopRest();
    throw error;
  }
  return {
    stop: async () => {
      await facts.stop();
      await stopRest();
    },
  };
}
