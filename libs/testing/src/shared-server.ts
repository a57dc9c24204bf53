import type { SharedServer, TestServer } from "./test-server.ts";

/** The environment variables by which the test runner hands its servers to the test processes. */
export const sharedServerVariables = {
  nats: "REELBUS_TEST_NATS_URL",
  postgres: "REELBUS_TEST_POSTGRES_URL",
  rabbitMq: "REELBUS_TEST_RABBITMQ_URL",
} as const;

const started = new Map<string, Promise<SharedServer>>();

/** The test run's server; in a test file that runs by itself, one that ends with the process. */
export function sharedServer(
  kind: keyof typeof sharedServerVariables,
  start: () => Promise<TestServer>,
): Promise<SharedServer> {
  const url = process.env[sharedServerVariables[kind]];
  if (url) return Promise.resolve({ url, port: Number(new URL(url).port) });
  const running = started.get(kind) ?? startForThisProcess(start);
  started.set(kind, running);
  return running;
}

async function startForThisProcess(start: () => Promise<TestServer>): Promise<SharedServer> {
  const server = await start();
  process.once("beforeExit", () => void server.stop());
  return server;
}
