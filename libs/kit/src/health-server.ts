import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { MetricsRegistry } from "./metrics.ts";

export interface HealthOptions {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  /** Whether the program takes work now. */
  readonly isReady: () => boolean;
  readonly metrics: { readonly registry: MetricsRegistry };
}

export interface HealthServer {
  /** For example `http://127.0.0.1:9100`. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
}

/**
 * Serves `/health/live` (200 as long as the process answers), `/health/ready` (200 or 503) and `/metrics`.
 * @throws Error of Node when the address can't be listened on.
 */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    void respond(options, request, response);
  });
  await listen(server, options);
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === "IPv6" ? `[${address}]` : address;
  return { url: `http://${host}:${port}`, close: () => close(server) };
}

async function respond(options: HealthOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, contentType = "text/plain; charset=utf-8", body } = await answer(options, request);
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" }).end(body);
}

async function answer({ isReady, metrics }: HealthOptions, { method, url }: IncomingMessage): Promise<Answer> {
  if (method !== "GET" && method !== "HEAD") return { status: 405, body: "method not allowed\n" };
  switch (url?.split("?")[0]) {
    case "/health/live":
      return { status: 200, body: "live\n" };
    case "/health/ready":
      return isReady() ? { status: 200, body: "ready\n" } : { status: 503, body: "not ready\n" };
    case "/metrics":
      return readMetrics(metrics.registry);
    default:
      return { status: 404, body: "not found\n" };
  }
}

async function readMetrics(registry: MetricsRegistry): Promise<Answer> {
  try {
    return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
  } catch {
    return { status: 500, body: "metrics failed\n" };
  }
}

function listen(server: Server, { host, port }: HealthOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
