import assert from "node:assert/strict";
import { test } from "node:test";
import { childProcesses } from "./child-processes.ts";
import { withLeakCheck } from "./leak-check.ts";
import { startRabbitMq } from "./rabbitmq.ts";
import { readFromPort } from "./read-from-port.ts";

const amqpHeader = "AMQP\0\0\x09\x01";

test(
  "a broker that is killed, restarted and stopped without a trace",
  withLeakCheck(async () => {
    await using server = await startRabbitMq();
    const killed = server.pid;
    assert.match((await readFromPort(server.port, amqpHeader)).toString("latin1"), /RabbitMQ/);
    assert.ok(childProcesses().some(({ pid, command }) => pid === killed && command.includes("beam")));

    await server.kill9();
    await assert.rejects(readFromPort(server.port, amqpHeader), { code: "ECONNREFUSED" });
    await server.restart();
    assert.notEqual(server.pid, killed);
    assert.match((await readFromPort(server.port, amqpHeader)).toString("latin1"), /RabbitMQ/);
  }),
);
