import { freePort, withLeakCheck } from "@reelbus/testing";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMetrics } from "./metrics.ts";
import { programWithHealth } from "./program-with-health.ts";

test(
  "health is the service's own; at the end it closes first, then what was opened in its order",
  withLeakCheck(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/health/ready`;
    let isReady = false;
    const closed: string[] = [];
    const dependency = (name: string) => ({
      close: async () => {
        const answers = await fetch(url).then(
          () => "answers",
          () => "is closed",
        );
        closed.push(`${name}, health ${answers}`);
      },
    });
    const program = await programWithHealth({
      service: { start: () => Promise.resolve(), stop: () => Promise.resolve(), isReady: () => isReady },
      config: { healthHost: "127.0.0.1", healthPort: port },
      metrics: createMetrics("sample"),
      deadlines: { gracefulMs: 1 },
      opened: [dependency("bus"), dependency("store")],
    });
    assert.deepEqual(program.deadlines, { gracefulMs: 1 });
    assert.equal((await fetch(url)).status, 503);
    isReady = true;
    assert.equal((await fetch(url)).status, 200);
    await program.close();
    assert.deepEqual(closed, ["bus, health is closed", "store, health is closed"]);
  }),
);
