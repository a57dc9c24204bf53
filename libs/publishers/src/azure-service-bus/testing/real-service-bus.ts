import type { ServiceBusEntity } from "./service-bus-reader.ts";

/**
 * The one place that reads which real clouds the suite may use: from the environment, variables whose names begin with
 * `REELBUS_TEST_`. What is not given is not run, and the run says so.
 */
export interface RealServiceBus {
  readonly name: string;
  /** What is missing in the environment, or the entity. */
  readonly entity: ServiceBusEntity | string;
}

const CONNECTION = "REELBUS_TEST_SERVICE_BUS_CONNECTION";

/**
 * `REELBUS_TEST_SERVICE_BUS_CONNECTION` with a key that may send and receive, and any of `..._QUEUE`, `..._SESSION_QUEUE`,
 * `..._TOPIC` and `..._SESSION_TOPIC`; a topic as `topic/subscription`. What they hold is thrown away.
 */
export function realServiceBus(): RealServiceBus[] {
  return [
    serviceBus("queue", { suffix: "QUEUE", sessions: false }),
    serviceBus("queue with sessions", { suffix: "SESSION_QUEUE", sessions: true }),
    serviceBus("topic", { suffix: "TOPIC", sessions: false }),
    serviceBus("topic with sessions", { suffix: "SESSION_TOPIC", sessions: true }),
  ];
}

function serviceBus(name: string, { suffix, sessions }: { suffix: string; sessions: boolean }): RealServiceBus {
  const variable = `REELBUS_TEST_SERVICE_BUS_${suffix}`;
  const [connection, given] = [process.env[CONNECTION], process.env[variable]];
  if (!connection || !given) return { name, entity: `${connection ? variable : CONNECTION} is not set` };
  if (!suffix.endsWith("TOPIC")) return { name, entity: { connection, name: given, subscription: null, sessions } };
  const slash = given.lastIndexOf("/");
  if (slash < 1) throw new Error(`${variable}: expected topic/subscription`);
  const [topic, subscription] = [given.slice(0, slash), given.slice(slash + 1)];
  return { name, entity: { connection, name: topic, subscription, sessions } };
}
