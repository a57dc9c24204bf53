import { writeSync } from "node:fs";
import { argv } from "node:process";
import { z } from "zod";
import { readConfig, runProgram, StartError } from "../index.ts";

/** A program whose service behaves as the first argument says; it tells on standard output what happens to it. */
const behaviour = argv[2] ?? "well";

const say = (line: string): void => void writeSync(1, `${line}\n`);
const never = new Promise<void>(() => undefined);
/** Keeps the process alive as a server would. */
const keepAlive = setInterval(() => undefined, 1_000);

await runProgram("program", async () => {
  for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => say("signal"));
  say("building");
  if (behaviour === "build-hangs") await never;
  if (behaviour === "build-fails") throw new Error("on purpose");
  if (behaviour === "start-error") throw new StartError("no server; start one");
  if (behaviour === "bad-config") {
    const schema = z.literal("yes", "expected yes");
    readConfig({ answer: { name: "ANSWER", schema, description: "the answer" } }, { ANSWER: "no" });
  }
  return {
    service: {
      start: () => {
        if (behaviour === "start-fails") return Promise.reject(new Error("on purpose"));
        say("started");
        return Promise.resolve();
      },
      stop: async () => {
        say("stop");
        if (behaviour === "stop-hangs" || behaviour === "all-hangs") await never;
        if (behaviour === "stop-fails") throw new Error("on purpose");
        say("stopped");
      },
      isReady: () => true,
    },
    close: async () => {
      say("close");
      if (behaviour === "all-hangs") await never;
      clearInterval(keepAlive);
    },
    deadlines: {
      gracefulMs: behaviour === "stop-hangs" ? 200 : 10_000,
      forcefulMs: behaviour === "all-hangs" ? 200 : 10_000,
    },
  };
});
