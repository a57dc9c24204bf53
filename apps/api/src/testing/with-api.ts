import { connectBus, type Bus } from "@reelbus/bus";
import { createLocalPathResolver, createLogger, createMetrics } from "@reelbus/kit";
import { createSealer, generateKey, type Sealer } from "@reelbus/secrets";
import { openStore, type Store } from "@reelbus/store";
import { createDatabase, startNats, type TestDatabase, type TestServer } from "@reelbus/testing";
import { buildApiService } from "../app.ts";
import type { ApiDependencies, ApiLimits } from "../dependencies.ts";

/** A running API on a real PostgreSQL and a real NATS. */
export interface RunningApi {
  readonly url: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly sealer: Sealer;
  readonly nats: TestServer;
  readonly database: TestDatabase;
  /** Every line that was logged, at every level. */
  readonly log: readonly string[];
  /** Stops the API; safe to call twice. */
  readonly stop: () => Promise<void>;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** Posts bytes or a text as they are, anything else as JSON. */
  readonly post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
}

export interface ApiOptions {
  readonly limits?: Partial<ApiLimits>;
  /** Where `Files` publishers may write. @default nowhere */
  readonly allowedRoots?: readonly string[];
  /** Puts something else in the place of what the API works with. */
  readonly replace?: (dependencies: ApiDependencies) => Partial<ApiDependencies>;
}

/** Runs `body` with an API of its own, and closes everything afterwards. */
export async function withApi(body: (api: RunningApi) => Promise<void>, options: ApiOptions = {}): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const [database, nats] = await Promise.all([createDatabase(), startNats()]);
  stack.use(database);
  stack.use(nats);
  const store = await openStore({ databaseUrl: database.url });
  stack.defer(() => store.close());
  await store.migrate();
  const bus = await connectBus({ url: nats.url, name: "test" });
  stack.defer(() => bus.close());
  const sealer = createSealer(generateKey());
  const log: string[] = [];
  const dependencies: ApiDependencies = {
    store,
    bus,
    sealer,
    resolveLocalPath: createLocalPathResolver(options.allowedRoots ?? []),
    host: "127.0.0.1",
    port: 0,
    logger: createLogger({ service: "api", level: "debug", output: { write: (line) => log.push(line) } }),
    metrics: createMetrics("api"),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  };
  const service = buildApiService({ ...dependencies, ...options.replace?.(dependencies) });
  await service.start();
  stack.defer(() => service.stop());
  const { url } = service;
  await body({
    url,
    store,
    bus,
    sealer,
    nats,
    database,
    log,
    stop: () => service.stop(),
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    post: (path, content, headers = { "content-type": "application/json" }) =>
      fetch(`${url}${path}`, { method: "POST", headers, ...bodyOf(content) }),
  });
}

function bodyOf(content: unknown): { body?: string | Uint8Array<ArrayBuffer> } {
  if (content === undefined) return {};
  if (typeof content === "string") return { body: content };
  return { body: content instanceof Uint8Array ? Uint8Array.from(content) : JSON.stringify(content) };
}
