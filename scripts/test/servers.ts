import {
  filmFolderVariable,
  makeTempFolder,
  sharedServerVariables,
  startNats,
  startPostgres,
  startRabbitMq,
  type TestServer,
} from "@reelbus/testing";
import { chmod } from "node:fs/promises";

const launchers = { nats: startNats, postgres: startPostgres, rabbitMq: startRabbitMq };

/** What a test run holds for all its test processes. */
export interface SharedServers {
  /** The environment variables by which the test processes find it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts the servers that the test files share. RabbitMQ takes 10 s and so is left out where no file uses it.
 *
 * @throws {AggregateError} one error for each server that didn't start; the others are stopped again
 */
export async function startSharedServers({ withRabbitMq }: { withRabbitMq: boolean }): Promise<SharedServers> {
  const kinds = (["nats", "postgres", "rabbitMq"] as const).filter((kind) => kind !== "rabbitMq" || withRabbitMq);
  const folder = await makeTempFolder("run");
  await chmod(folder.path, 0o755); // PostgreSQL looks into it as another user
  const started = await Promise.allSettled(
    kinds.map(async (kind) => ({ variable: sharedServerVariables[kind], server: await launchers[kind]() })),
  );
  const running = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const stop = async () => {
    await Promise.all([...running.map(({ server }) => server.stop()), folder.remove()]);
  };
  const errors = started.flatMap((result): unknown[] => (result.status === "rejected" ? [result.reason] : []));
  if (errors.length > 0) {
    await stop();
    throw new AggregateError(errors, "Shared servers did not start");
  }
  return { environment: environmentOf(running, folder.path), stop };
}

/** What a killed test leaves behind lies in the run's own temporary folder, and goes with it. */
function environmentOf(running: { variable: string; server: TestServer }[], folder: string): Record<string, string> {
  const environment: Record<string, string> = { TMPDIR: folder, [filmFolderVariable]: folder };
  for (const { variable, server } of running) environment[variable] = server.url;
  return environment;
}
