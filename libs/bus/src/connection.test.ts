import assert from "node:assert/strict";
import { test } from "node:test";
import { serverOptions } from "./connection.ts";

test("URLs become servers with credentials and TLS", () => {
  assert.deepEqual(serverOptions("nats://localhost"), { servers: ["localhost:4222"] });
  assert.deepEqual(serverOptions("nats://a:1, nats://b:2"), { servers: ["a:1", "b:2"] });
  assert.deepEqual(serverOptions("nats://user:p%40ss@a:1"), { servers: ["a:1"], user: "user", pass: "p@ss" });
  assert.deepEqual(serverOptions("nats://t0ken@a:1"), { servers: ["a:1"], token: "t0ken" });
  assert.deepEqual(serverOptions("tls://a:1"), { servers: ["a:1"], tls: {} });
  assert.deepEqual(serverOptions("nats://[::1]:4222"), { servers: ["[::1]:4222"] });
});
