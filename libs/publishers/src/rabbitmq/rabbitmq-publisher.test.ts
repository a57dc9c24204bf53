import { after, before } from "node:test";
import { startRabbitMq, type TestServer } from "@reelbus/testing";
import { publisherConformance } from "../testing/index.ts";
import { createRabbitMqTarget } from "../testing/rabbitmq-target.ts";

let broker: TestServer;
before(async () => {
  broker = await startRabbitMq();
});
after(() => broker.stop());

publisherConformance({
  name: "RabbitMq",
  capabilities: { copies: "kept", tooLargeBytes: 5_000_000 },
  server: {
    pause: () => process.kill(broker.pid, "SIGSTOP"),
    resume: () => process.kill(broker.pid, "SIGCONT"),
    kill: () => broker.kill9(),
    restart: () => broker.restart(),
  },
  skip: [{ test: "location not allowed", reason: "a broker has no local path" }],
  create: (format) => createRabbitMqTarget(broker, format),
});
