import { after, before } from "node:test";
import { startRabbitMqWithTls, type RabbitMqWithTls } from "@reelbus/testing";
import { publisherConformance, type ConformanceOptions, type ConformanceTestName } from "../testing/index.ts";
import { createRabbitMqTarget } from "../testing/rabbitmq-target.ts";
import { trustAlso } from "../testing/trust-also.ts";

let server: RabbitMqWithTls;
let trust: Disposable;
before(async () => {
  server = await startRabbitMqWithTls();
  trust = trustAlso(server.certificate);
});
after(async () => {
  trust[Symbol.dispose]();
  await server.broker.stop();
});

const options: Omit<ConformanceOptions<ConformanceTestName>, "name" | "create"> = {
  capabilities: { copies: "kept", tooLargeBytes: 5_000_000 },
  server: {
    pause: () => process.kill(server.broker.pid, "SIGSTOP"),
    resume: () => process.kill(server.broker.pid, "SIGCONT"),
    kill: () => server.broker.kill9(),
    restart: () => server.broker.restart(),
  },
  skip: [{ test: "location not allowed", reason: "a broker has no local path" }],
};

publisherConformance({
  ...options,
  name: "RabbitMq",
  create: (format) => createRabbitMqTarget(server.broker, format),
});

publisherConformance({
  ...options,
  name: "RabbitMq over TLS",
  skip: [
    ...options.skip,
    { test: "killed and restarted in the middle", reason: "the broker is killed without TLS; a restart takes 10 s" },
  ],
  create: (format) => createRabbitMqTarget(server.broker, format, { Protocol: "amqps", Port: server.tlsPort }),
});
