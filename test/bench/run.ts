// Runs the benchmarks: `npm run bench`. Prints tables and writes everything into one JSON file.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../support/command-line.ts";
import { readArguments } from "../support/read-arguments.ts";
import { benches } from "./all-benches.ts";
import { describeMachine, printMachine } from "./machine.ts";
import { exitCodeOf, missedLimits, runBenches } from "./run-benches.ts";

const usage = `Usage: npm run bench -- [--short] [--output FOLDER] [NAME...]
  NAME      ${benches.map(({ name }) => name).join(", ")}: some; by default all
  --short   the form that the tests run; its figures mean nothing
  --output  where the JSON file with everything goes; by default bench-results`;
const { values, positionals: names } = readArguments(usage, {
  short: { type: "boolean", default: false },
  output: { type: "string", default: join(checkout, "bench-results") },
});
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`No benchmark is named ${unknown.join(" or ")}. There are:`);
  for (const { name } of benches) console.error(`  ${name}`);
  process.exitCode = 2;
} else {
  process.exitCode = await main(values.short ? "short" : "full", values.output);
}

async function main(size: "full" | "short", folder: string): Promise<0 | 1> {
  const chosen = benches.filter(({ name }) => names.length === 0 || names.includes(name));
  const startedAt = new Date().toISOString();
  const machine = await describeMachine();
  console.log(`${printMachine(machine)}\n`);
  if (size === "short") console.log("Short form: the same code with the smallest sizes. The figures mean nothing.\n");

  const results = await runBenches(chosen, size, (text) => console.log(text));

  await mkdir(folder, { recursive: true });
  const file = join(folder, `${startedAt.replaceAll(":", "-")}.json`);
  await writeFile(file, `${JSON.stringify({ startedAt, size, machine, benches: results }, null, 2)}\n`);
  const missed = missedLimits(results, size);
  for (const { what } of missed) console.log(`MISSED: ${what}`);
  console.log(`Benchmarks: ${results.length}, limits missed: ${missed.length}. Everything is in ${file}`);
  return exitCodeOf(results, size);
}
