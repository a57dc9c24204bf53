import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { withLeakCheck } from "./leak-check.ts";
import { sharedNats, startNats } from "./nats.ts";
import { readFromPort } from "./read-from-port.ts";

test(
  "a nats-server with JetStream, on a port of its own, that stops without a trace",
  withLeakCheck(async () => {
    const first = await startNats();
    const second = await startNats();
    assert.notEqual(first.port, second.port);
    assert.equal(first.url, `nats://127.0.0.1:${first.port}`);
    const info = (await readFromPort(first.port, "")).toString();
    assert.match(info, /"jetstream":true/);
    await first.stop();
    await second.stop();
    await second.stop();
    await assert.rejects(readFromPort(first.port, ""), { code: "ECONNREFUSED" });
  }),
);

test(
  "kill9 then restart: another process on the same port",
  withLeakCheck(async () => {
    await using server = await startNats();
    const killed = server.pid;
    await server.kill9();
    assert.equal(existsSync(`/proc/${killed}`), false);
    await assert.rejects(readFromPort(server.port, ""), { code: "ECONNREFUSED" });
    await server.restart();
    assert.notEqual(server.pid, killed);
    assert.match((await readFromPort(server.port, "")).toString(), /^INFO /);
  }),
);

test("the shared server is one for all callers", async () => {
  const [first, second] = await Promise.all([sharedNats(), sharedNats()]);
  assert.equal(first.url, second.url);
  assert.match((await readFromPort(first.port, "")).toString(), /^INFO /);
});
