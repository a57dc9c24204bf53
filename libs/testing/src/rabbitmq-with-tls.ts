import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeCertificate } from "./certificate.ts";
import { freePort } from "./free-port.ts";
import { launchServer } from "./launch-server.ts";
import { MEMORY_LIMIT, rabbitMq } from "./rabbitmq.ts";
import { controlRabbitMq } from "./rabbitmq-control.ts";
import { takesConnections } from "./takes-connections.ts";
import type { TestServer } from "./test-server.ts";
import { waitFor } from "./wait-for.ts";

/** A RabbitMQ with a second port. */
export interface RabbitMqWithTls {
  /** Its `url` and `port` are the plain ones. */
  readonly broker: TestServer;
  readonly tlsPort: number;
  /** Self-signed, PEM, for localhost and 127.0.0.1; nobody trusts it by itself. */
  readonly certificate: string;
  /** Makes the broker believe that it is short of memory, so that it takes no messages, or ends that. Some 1 s. */
  setShortOfMemory(isShort: boolean): Promise<void>;
}

/** Starts a RabbitMQ, as `startRabbitMq` does, that speaks TLS on a port of its own. */
export async function startRabbitMqWithTls(): Promise<RabbitMqWithTls> {
  const { certificate, key } = await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]);
  let tlsPort = 0;
  let brokerFolder = "";
  const broker = await launchServer({
    ...rabbitMq,
    prepare: async (folder, port) => {
      tlsPort = await freePort();
      brokerFolder = folder;
      await rabbitMq.prepare(folder, port);
      await writeFile(join(folder, "certificate.pem"), certificate);
      await writeFile(join(folder, "key.pem"), key);
      await appendFile(join(folder, "rabbitmq.conf"), configuration(folder, tlsPort));
    },
    start: async (folder, port) => {
      const running = await rabbitMq.start(folder, port);
      await waitFor(() => takesConnections(tlsPort), { what: "RabbitMQ to listen for TLS" });
      return running;
    },
  });
  return {
    broker,
    tlsPort,
    certificate,
    setShortOfMemory: (isShort) => {
      const limit = isShort ? "1" : MEMORY_LIMIT;
      return controlRabbitMq(brokerFolder, ["set_vm_memory_high_watermark", "absolute", limit]);
    },
  };
}

function configuration(folder: string, port: number): string {
  return `listeners.ssl.1 = 127.0.0.1:${port}
ssl_options.cacertfile = ${join(folder, "certificate.pem")}
ssl_options.certfile = ${join(folder, "certificate.pem")}
ssl_options.keyfile = ${join(folder, "key.pem")}
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
`;
}
