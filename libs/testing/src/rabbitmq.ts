import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dieWithParent } from "@reelbus/child-guard";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { launchServer, type ServerKind } from "./launch-server.ts";
import { erlangEnvironment, writeControlFile } from "./rabbitmq-control.ts";
import { readFromPort } from "./read-from-port.ts";
import { startServerProcess, type ServerProcess } from "./server-process.ts";
import { sharedServer } from "./shared-server.ts";
import type { SharedServer, TestServer } from "./test-server.ts";

/** Starts a RabbitMQ. It takes some 10 s: only a test that kills or restarts the broker takes one of its own. */
export function startRabbitMq(): Promise<TestServer> {
  return launchServer(rabbitMq);
}

/** The test run's RabbitMQ. Queues and exchanges in it need unique names. */
export function sharedRabbitMq(): Promise<SharedServer> {
  return sharedServer("rabbitMq", startRabbitMq);
}

const OWNER = { name: "t", password: "tpass" } as const;

/** A user of every test broker who may connect and read, and neither write nor make anything. */
export const RABBITMQ_READER = { name: "reader", password: "rpass" } as const;

/** What the broker has when it starts; with these, it makes no user by itself. */
const DEFINITIONS = {
  vhosts: [{ name: "/" }],
  users: [
    { ...OWNER, tags: ["administrator"] },
    { ...RABBITMQ_READER, tags: [] },
  ],
  permissions: [
    { user: OWNER.name, vhost: "/", configure: ".*", write: ".*", read: ".*" },
    { user: RABBITMQ_READER.name, vhost: "/", configure: "", write: "", read: ".*" },
  ],
};

export const rabbitMq: ServerKind = {
  label: "rabbitmq",
  url: (port) => `amqp://${OWNER.name}:${OWNER.password}@127.0.0.1:${port}`,
  prepare: async (folder, port) => {
    await mkdir(join(folder, "home"), { recursive: true });
    await writeFile(join(folder, "definitions.json"), JSON.stringify(DEFINITIONS));
    await writeFile(join(folder, "rabbitmq.conf"), configuration(folder, port));
    await writeFile(join(folder, "enabled_plugins"), "[].\n");
    await writeFile(join(folder, "env.conf"), "");
  },
  start: async (folder, port) => {
    const epmdPort = await freePort();
    const erlang = erlangEnvironment(folder, port, epmdPort);
    await writeControlFile(folder, erlang);
    const epmd = await startEpmd(folder, epmdPort);
    try {
      const broker = await startBroker(folder, { port, erlang, distributionPort: await freePort() });
      return endingTogether(broker, epmd);
    } catch (error) {
      await epmd.kill9();
      throw error;
    }
  },
};

/** Above it, the broker takes no messages. */
export const MEMORY_LIMIT = "512MiB";

function configuration(folder: string, port: number): string {
  return `listeners.tcp.1 = 127.0.0.1:${port}
load_definitions = ${join(folder, "definitions.json")}
loopback_users = none
log.console = true
log.console.level = warning
log.file = false
vm_memory_high_watermark.absolute = ${MEMORY_LIMIT}
disk_free_limit.absolute = 50MB
max_message_size = 4194304
`;
}

/** Erlang's name server. Without one of our own, RabbitMQ starts one that never ends. */
function startEpmd(folder: string, port: number): Promise<ServerProcess> {
  const args = ["-port", String(port), "-address", "127.0.0.1"];
  return startServerProcess({
    name: "epmd",
    ...dieWithParent({ program: findProgram("epmd"), args }, "KILL"),
    logFile: join(folder, "epmd.log"),
    isReady: async () => (await readFromPort(port, "\0\x01n")).length >= 4, // a request for all names
    readyTimeoutMs: 10_000,
    stopSignal: "SIGTERM",
  });
}

function startBroker(
  folder: string,
  { port, erlang, distributionPort }: { port: number; erlang: Record<string, string>; distributionPort: number },
): Promise<ServerProcess> {
  // Debian's wrapper of the same name in /usr/sbin changes to the user and folder of the system's own broker.
  const program = findProgram("rabbitmq-server", ["/usr/lib/rabbitmq/bin/rabbitmq-server"]);
  return startServerProcess({
    name: "RabbitMQ",
    ...dieWithParent({ program, args: [] }, "KILL"),
    env: {
      ...erlang,
      ERL_EPMD_ADDRESS: "127.0.0.1",
      // Lets the script become the broker instead of keeping it as a child, so that a signal meets the broker.
      RUNNING_UNDER_SYSTEMD: "true",
      RABBITMQ_DIST_PORT: String(distributionPort),
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_LOGS: "-",
      RABBITMQ_PID_FILE: join(folder, "pid"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, "advanced.config"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
      RABBITMQ_GENERATED_CONFIG_DIR: join(folder, "generated"),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1}",
    },
    logFile: join(folder, "rabbitmq.log"),
    // The header of AMQP 0-9-1; the broker answers with Connection.Start, a method frame (type 1) on channel 0.
    isReady: async () => (await readFromPort(port, "AMQP\0\0\x09\x01")).subarray(0, 3).equals(Buffer.from([1, 0, 0])),
    readyTimeoutMs: 90_000,
    stopSignal: "SIGTERM",
  });
}

function endingTogether(broker: ServerProcess, epmd: ServerProcess): ServerProcess {
  return {
    pid: broker.pid,
    stop: async () => {
      await broker.stop();
      await epmd.stop();
    },
    kill9: async () => {
      await broker.kill9();
      await epmd.kill9();
    },
  };
}
