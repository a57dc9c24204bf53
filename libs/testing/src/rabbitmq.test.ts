import assert from "node:assert/strict";
import { test } from "node:test";
import { childProcesses } from "./child-processes.ts";
import { withLeakCheck } from "./leak-check.ts";
import { startRabbitMq } from "./rabbitmq.ts";
import { readFromPort } from "./read-from-port.ts";

// That it is killed and started again, the suite of the publishers shows.
const amqpHeader = "AMQP\0\0\x09\x01";

test(
  "a broker that is stopped without a trace",
  withLeakCheck(async () => {
    await using server = await startRabbitMq();
    const { pid: broker } = server;
    assert.match((await readFromPort(server.port, amqpHeader)).toString("latin1"), /RabbitMQ/);
    assert.ok(childProcesses().some(({ pid, command }) => pid === broker && command.includes("beam")));
    const { port } = server;
    await server.stop();
    await assert.rejects(readFromPort(port, amqpHeader), { code: "ECONNREFUSED" });
  }),
);
