// The six phase services in one process, as `reelbus up` runs them, with handlers that do nothing: what is left is the
// control plane. With `--hold` the encodings wait: each line on standard input lets so many of them go.
import { connectBus } from "@reelbus/bus";
import { PHASES, type Phase } from "@reelbus/contracts";
import { createLogger, createMetrics, programWithHealth, readConfig, runProgram, serviceConfig } from "@reelbus/kit";
import { buildPhaseService } from "@reelbus/phase-worker";
import { createSealer } from "@reelbus/secrets";
import { createInterface } from "node:readline";
import { emptyResult } from "./empty-result.ts";
import { createGate } from "./gate.ts";

const { natsUrl, secretKey, workspace, healthHost, healthPort, concurrency, logLevel, graceMs } = serviceConfig;

const gate = createGate(process.argv.includes("--hold") ? 0 : Infinity);
createInterface({ input: process.stdin }).on("line", (count) => gate.open(Number(count)));

await runProgram("phases", async () => {
  const config = readConfig({ natsUrl, secretKey, workspace, healthHost, healthPort, concurrency, logLevel, graceMs });
  const logger = createLogger({ service: "phases", level: config.logLevel });
  const metrics = createMetrics("phases");
  const sealer = createSealer(config.secretKey);
  const bus = await connectBus({ url: config.natsUrl, name: "phases", logger });
  await bus.ensureStreams();
  const build = (phase: Phase) =>
    buildPhaseService({
      phase,
      handler: async ({ folder, signal }) => {
        if (phase === "Encoding") await gate.pass(signal);
        return emptyResult(phase, folder.relative);
      },
      bus,
      workspaceRoot: config.workspace,
      openSecrets: (sealed) => sealer.open(sealed),
      logger,
      metrics,
      concurrency: config.concurrency,
      graceMs: config.graceMs,
    });
  const services = PHASES.map((phase) => build(phase));
  const service = {
    start: async () => {
      await Promise.all(services.map((one) => one.start()));
    },
    stop: async () => {
      await Promise.all(services.map((one) => one.stop()));
    },
    isReady: () => services.every((one) => one.isReady()),
  };
  return await programWithHealth({ service, logger, config, metrics, opened: [bus] });
});
