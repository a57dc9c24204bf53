import assert from "node:assert/strict";
import { test } from "node:test";
import { withLeakCheck } from "@reelbus/testing";
import { startHealthServer } from "./health-server.ts";
import { createMetrics } from "./metrics.ts";

test(
  "live, ready, metrics and nothing else",
  withLeakCheck(async () => {
    let ready = false;
    const metrics = createMetrics("encoding");
    metrics.counter({ name: "jobs_total", help: "Jobs.", labelNames: ["phase"] }).inc({ phase: "encoding" });
    const server = await startHealthServer({ host: "127.0.0.1", port: 0, isReady: () => ready, metrics });
    const get = async (path: string, method = "GET") => {
      const response = await fetch(server.url + path, { method, headers: { connection: "close" } });
      return { status: response.status, text: await response.text() };
    };
    try {
      assert.equal((await get("/health/live")).status, 200);
      assert.equal((await get("/health/ready")).status, 503);
      ready = true;
      assert.equal((await get("/health/ready?x=1")).status, 200);
      assert.equal((await get("/health/ready", "HEAD")).status, 200);
      const { status, text } = await get("/metrics");
      assert.equal(status, 200);
      assert.match(text, /^jobs_total\{phase="encoding",service="encoding"\} 1$/mu);
      assert.match(text, /^process_cpu_user_seconds_total/mu);
      assert.equal((await get("/")).status, 404);
      assert.equal((await get("/health/live", "POST")).status, 405);
    } finally {
      await server.close();
    }
    await assert.rejects(fetch(server.url));
  }),
);

test("an address in use is an error at start", async () => {
  const metrics = createMetrics("encoding");
  const options = { host: "127.0.0.1", isReady: () => true, metrics };
  const first = await startHealthServer({ ...options, port: 0 });
  try {
    await assert.rejects(startHealthServer({ ...options, port: Number(new URL(first.url).port) }), {
      code: "EADDRINUSE",
    });
  } finally {
    await first.close();
  }
});

test("the same metric is made once, so services of one process share it", async () => {
  const metrics = createMetrics("all");
  const options = { name: "running", help: "Running.", labelNames: ["phase"] } as const;
  metrics.gauge(options).inc({ phase: "encoding" });
  metrics.gauge(options).inc({ phase: "encoding" });
  metrics.histogram({ ...options, name: "seconds", buckets: [1, 10] }).observe({ phase: "encoding" }, 2);
  metrics.histogram({ ...options, name: "seconds", buckets: [1, 10] }).observe({ phase: "encoding" }, 20);
  const lines = (await metrics.registry.metrics()).split("\n");
  assert.ok(lines.includes('running{phase="encoding",service="all"} 2'));
  assert.ok(lines.includes('seconds_bucket{le="10",service="all",phase="encoding"} 1'));
  assert.ok(lines.includes('seconds_count{service="all",phase="encoding"} 2'));
});
