import { startEmbeddedNats } from "@reelbus/bus";
import { startEmbeddedPostgres } from "@reelbus/store";
import { makeTempFolder } from "@reelbus/testing";
import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";

/** The servers that `reelbus up` starts, with the settings that it gives them: PostgreSQL waits for the disk. */
export interface Backends extends AsyncDisposable {
  /** The environment of every service. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the services log to. */
  readonly logFile: string;
}

export async function startBackends(): Promise<Backends> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempFolder("bench"));
  await chmod(folder.path, 0o755); // PostgreSQL runs as another user when we are root
  const workspace = join(folder.path, "workspace");
  await mkdir(workspace);
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder.path, "postgres") });
  stack.defer(() => postgres.stop());
  const nats = await startEmbeddedNats({ dataDir: join(folder.path, "nats") });
  stack.defer(() => nats.stop());
  const environment = {
    NATS_URL: nats.url,
    DATABASE_URL: postgres.url,
    REELBUS_SECRET_KEY: randomBytes(32).toString("base64"),
    REELBUS_WORKSPACE: workspace,
    REELBUS_ALLOWED_ROOTS: folder.path,
  };
  const owned = stack.move();
  return { environment, logFile: join(folder.path, "services.log"), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
