import { randomNumbers } from "../support/random-numbers.ts";

export interface KillPlanOptions {
  readonly brokers: readonly string[];
  readonly jobs: number;
  readonly killsOfEachBroker: number;
  readonly killsOfTheNotifier: number;
  readonly eventsPerJob: number;
  /** Any whole number of 32 bits. */
  readonly seed: number;
}

/** Jobs are submitted; when so many more events have arrived at a broker, something is killed and started again. */
export interface KillStep {
  readonly jobs: number;
  /** Where arrivals are counted. */
  readonly at: string;
  /** Never as many as the step's jobs have. */
  readonly afterEvents: number;
  /** Null in a step that kills the notifier alone. */
  readonly broker: string | null;
  readonly notifier: boolean;
}

/**
 * When what is killed, the same for the same seed. Each broker is killed in steps of its own; a third of the notifier's
 * kills, as near as chance will have it, come together with one of a broker.
 */
export function planKills(options: KillPlanOptions): readonly KillStep[] {
  const { brokers, jobs, killsOfEachBroker, killsOfTheNotifier, eventsPerJob } = options;
  const random = randomNumbers(options.seed);
  const killed = brokers.flatMap((broker) =>
    Array.from({ length: killsOfEachBroker }, () => ({ broker, notifier: false })),
  );
  const together = Array.from({ length: killsOfTheNotifier }, () => random(3) === 0).filter(Boolean).length;
  const both = Math.min(together, killed.length);
  const steps = [
    ...shuffled(killed, random).map(({ broker }, index) => ({ broker, notifier: index < both })),
    ...Array.from({ length: killsOfTheNotifier - both }, () => ({ broker: null, notifier: true })),
  ];
  return shuffled(steps, random).map((step, index) => {
    const own = Math.floor(((index + 1) * jobs) / steps.length) - Math.floor((index * jobs) / steps.length);
    return {
      ...step,
      jobs: own,
      at: step.broker ?? brokers[random(brokers.length)] ?? "",
      afterEvents: 1 + random(Math.max(1, own * eventsPerJob - 1)),
    };
  });
}

/** One line a step. */
export function printPlan(steps: readonly KillStep[]): string {
  const lines = steps.map(({ jobs, at, afterEvents, broker, notifier }, index) => {
    const killed = [...(broker === null ? [] : [broker]), ...(notifier ? ["notifier"] : [])].join(" and ");
    return `${index + 1}. ${jobs} jobs more, after ${afterEvents} events at ${at}: kill -9 ${killed}`;
  });
  return lines.join("\n");
}

function shuffled<T>(items: readonly T[], random: (below: number) => number): T[] {
  return items
    .map((item) => ({ item, at: random(2 ** 31) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
