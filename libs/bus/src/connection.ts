import { connect, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import type { BusLogger } from "./bus.ts";
import { backoffMs } from "./timing.ts";

const FIRST_RECONNECT_MS = 100;
const MAX_RECONNECT_MS = 5_000;
/** Two missed answers end a connection: a dead one is noticed within half a minute. */
const PING_INTERVAL_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A connection that knows its state. */
export interface Connection {
  readonly nats: NatsConnection;
  readonly isConnected: () => boolean;
  /** Aborts when this connection to a server is over and the next one is there: that one knows of no request. */
  readonly replaced: () => AbortSignal;
}

/** Connects, and from then on reconnects for ever. Rejects when no server answers now. */
export async function openConnection(url: string, name: string, logger: BusLogger): Promise<Connection> {
  let failures = 1;
  let reconnectMs = FIRST_RECONNECT_MS;
  const wait = (count: number): void => {
    failures = count;
    reconnectMs = backoffMs(failures, FIRST_RECONNECT_MS, MAX_RECONNECT_MS);
  };
  const nats = await connect({
    ...serverOptions(url),
    name,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    // The stack of each request, taken beforehand in case it fails, costs more than the request; ours say what was tried.
    noAsyncTraces: true,
    // Asked several times for one wait, so it must not draw a new number each time.
    reconnectDelayHandler: () => reconnectMs,
  });

  let connected = true;
  let replaced = new AbortController();
  const watch = async (): Promise<void> => {
    for await (const status of nats.status()) {
      switch (status.type) {
        case "disconnect":
          connected = false;
          logger.warn({ server: status.server }, "lost the connection to NATS");
          break;
        case "reconnecting":
          wait(failures + 1);
          break;
        case "reconnect":
          connected = true;
          replaced.abort();
          replaced = new AbortController();
          wait(1);
          logger.info({ server: status.server }, "connected to NATS again");
          break;
        case "error":
          logger.warn({ error: status.error }, "NATS reports an error");
          break;
        default:
          break;
      }
    }
  };
  void watch();
  void nats.closed().then((error) => {
    connected = false;
    if (error instanceof Error) logger.error({ error }, "the connection to NATS is closed");
  });
  return { nats, isConnected: () => connected, replaced: () => replaced.signal };
}

/** `nats://user:password@host:4222,...`; `tls://` asks for TLS; a user without password is a token. */
export function serverOptions(url: string): NodeConnectionOptions {
  const [first] = urlsOf(url);
  const user = decodeURIComponent(first?.username ?? "");
  const pass = decodeURIComponent(first?.password ?? "");
  return {
    servers: serversOf(url),
    ...(user !== "" && pass !== "" ? { user, pass } : {}),
    ...(user !== "" && pass === "" ? { token: user } : {}),
    ...(first?.protocol === "tls:" ? { tls: {} } : {}),
  };
}

/** The servers of a URL, each as `host:port`, without credentials. */
export function serversOf(url: string): string[] {
  return urlsOf(url).map(({ hostname, port }) => `${hostname}:${port === "" ? "4222" : port}`);
}

function urlsOf(url: string): URL[] {
  return url.split(",").map((part) => new URL(part.trim()));
}
