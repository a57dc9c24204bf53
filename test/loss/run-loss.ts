import type { LifecycleEvent } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { emptyJob } from "../control-plane/empty-job.ts";
import { EVENTS_PER_JOB } from "../control-plane/empty-result.ts";
import { submitJobs } from "../control-plane/submit-jobs.ts";
import { startControlPlane, type ControlPlane } from "../control-plane/system.ts";
import { eventsOf } from "../support/job.ts";
import type { Broker } from "./broker.ts";
import { Inbox } from "./inbox.ts";
import { judge } from "./judge.ts";
import { keepReading, type Reading } from "./keep-reading.ts";
import { planKills, printPlan, type KillStep } from "./plan-kills.ts";
import { startBroker, type BrokerName } from "./start-broker.ts";

/** Bounds for what hangs: far above a killed notifier's leases, a target's pause and a broker's start together. */
const STEP_TIMEOUT_MS = 180_000;
const CLIENTS = 8;
const CONCURRENCY = 8;

export interface LossOptions {
  /** Every job posts to all of them. */
  readonly brokers: readonly BrokerName[];
  readonly jobs: number;
  readonly killsOfEachBroker: number;
  readonly killsOfTheNotifier: number;
  readonly seed: number;
  readonly print: (text: string) => void;
}

/** What arrived at one broker. */
export interface LossResult {
  readonly broker: BrokerName;
  readonly jobs: number;
  /** Without duplicates. */
  readonly events: number;
  readonly killsOfTheBroker: number;
  readonly killsOfTheNotifier: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly seconds: number;
  /** What is not as promised, for people. */
  readonly faults: readonly string[];
}

interface Customer {
  readonly name: BrokerName;
  readonly broker: Broker;
  readonly inbox: Inbox;
  readonly reading: Reading;
}

/** Submits jobs while brokers and the notifier are killed and started again, and compares what arrived with what happened. */
export async function runLoss(options: LossOptions): Promise<LossResult[]> {
  const { jobs, killsOfTheNotifier, killsOfEachBroker, seed, print } = options;
  const plan = planKills({ ...options, eventsPerJob: EVENTS_PER_JOB });
  print(`Seed ${seed}:\n${printPlan(plan)}\n`);
  await using stack = new AsyncDisposableStack();
  const customers = await startCustomers(options.brokers, stack);
  const environment = Object.assign({}, ...customers.map(({ broker }) => broker.environment)) as Record<string, string>;
  const system = stack.use(await startControlPlane(CONCURRENCY, environment));
  await Promise.all((["api", "conductor", "phases"] as const).map((name) => system.start(name)));
  const notifier = await startNotifier(system);
  const job = emptyJob(customers.map(({ broker }) => broker.publisher));

  const startedAt = performance.now();
  const jobIds: string[] = [];
  for (const step of plan) {
    const { at, afterEvents } = step;
    const { inbox } = customerOf(customers, at);
    const enough = inbox.count + afterEvents;
    jobIds.push(...(await submitJobs({ url: system.url, job, count: step.jobs, clients: CLIENTS })));
    await untilArrived(() => inbox.count >= enough, `${enough} events at ${at}`, system, customers);
    await strike(step, customers, notifier);
  }
  const haveEnded = () => customers.every(({ inbox }) => inbox.endedJobs >= jobs);
  await untilArrived(haveEnded, `the last event of ${jobs} jobs`, system, customers).catch((error: unknown) =>
    print(String(error)),
  );
  const seconds = (performance.now() - startedAt) / 1_000;

  const histories: LifecycleEvent[][] = [];
  for (const jobId of jobIds) histories.push(await eventsOf(system.url, jobId));
  return customers.map(({ name, inbox }) => {
    const judgements = histories.map((history, index) => judge(history, inbox.of(jobIds[index] ?? "")));
    return {
      broker: name,
      jobs,
      events: inbox.count,
      killsOfTheBroker: killsOfEachBroker,
      killsOfTheNotifier,
      duplicates: inbox.duplicates,
      lost: judgements.reduce((sum, { lost }) => sum + lost, 0),
      seconds,
      faults: judgements.flatMap(({ faults }) => faults),
    };
  });
}

async function startCustomers(names: readonly BrokerName[], stack: AsyncDisposableStack): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (const name of names) {
    const broker = stack.use(await startBroker[name]());
    const inbox = new Inbox();
    const reading = stack.use(keepReading(broker, (body) => inbox.store(body)));
    customers.push({ name, broker, inbox, reading });
  }
  return customers;
}

function customerOf(customers: readonly Customer[], name: string): Customer {
  const found = customers.find((customer) => customer.name === name);
  if (found === undefined) throw new Error(`The plan names an unknown broker: ${name}`);
  return found;
}

/** The notifier, which is another process after each crash. */
interface Notifier {
  kill9(): Promise<void>;
  start(): Promise<void>;
}

async function startNotifier(system: ControlPlane): Promise<Notifier> {
  let running = await system.start("notifier");
  return {
    kill9: () => running.kill9(),
    start: async () => {
      running = await system.start("notifier");
    },
  };
}

async function strike({ broker, notifier }: KillStep, customers: readonly Customer[], ours: Notifier): Promise<void> {
  const struck = broker === null ? null : customerOf(customers, broker).broker.server;
  await Promise.all([struck?.kill9(), notifier ? ours.kill9() : undefined]);
  await Promise.all([struck?.restart(), notifier ? ours.start() : undefined]);
}

/** @throws {Error} with the deliveries in trouble and what interrupted the readers last */
async function untilArrived(
  condition: () => boolean,
  what: string,
  { url }: ControlPlane,
  customers: readonly Customer[],
): Promise<void> {
  try {
    await waitFor(condition, { what, timeoutMs: STEP_TIMEOUT_MS, intervalMs: 1 });
  } catch (error) {
    const troubled = await (await fetch(new URL("deliveries?limit=20", url))).text();
    const readers = customers.map(({ name, reading }) => `${name}: ${String(reading.lastError)}`).join("\n");
    throw new Error(`${what} did not arrive.\nDeliveries in trouble: ${troubled}\nReaders:\n${readers}`, {
      cause: error,
    });
  }
}
