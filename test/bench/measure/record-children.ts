// Preloaded into a process under measurement (NODE_OPTIONS=--import): writes down when each child of it began and
// ended, without touching it. The file is named by BENCH_CHILD_RECORDS; one JSON object a line, see `ChildRecord`.
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";

const file = process.env["BENCH_CHILD_RECORDS"];
if (file === undefined) throw new Error("BENCH_CHILD_RECORDS is not set");

/** Milliseconds since 1970, the same clock in every process. */
const now = () => performance.timeOrigin + performance.now();

subscribe("child_process", (message) => {
  const { process: child } = message as { readonly process: ChildProcess };
  let startedAtMs = now();
  // Starting a child (fork, exec) is work of the process that is measured.
  child.once("spawn", () => (startedAtMs = now()));
  child.once("exit", () => {
    const record = { args: child.spawnargs, startedAtMs, endedAtMs: now() };
    appendFileSync(file, `${JSON.stringify(record)}\n`);
  });
});
