// The loss test: `npm run loss`.
import { whyNoVsftpd } from "@reelbus/testing";
import { readArguments } from "../support/read-arguments.ts";
import { printResults } from "./print-results.ts";
import { runLoss, type LossResult } from "./run-loss.ts";
import { startBroker, type BrokerName } from "./start-broker.ts";

const SHORT = { jobs: 12, killsOfEachBroker: 2, killsOfTheNotifier: 2 } as const;
const LONG = { jobs: 200, killsOfEachBroker: 10, killsOfTheNotifier: 10 } as const;

const print = (text: string) => console.log(text);
const all = Object.keys(startBroker) as BrokerName[];
const usage = `Usage: npm run loss -- [--seed NUMBER] [--short] [BROKER...]
  BROKER    ${all.join(", ")}: some, one after the other; by default all
  --seed    repeats a run
  --short   the form that the tests run: fewer jobs and kills, and all brokers at once`;
const { values, positionals } = readArguments(usage, {
  seed: { type: "string" },
  short: { type: "boolean", default: false },
});
const named = all.filter((name) => positionals.includes(name));
const unknown = positionals.filter((name) => !all.some((one) => one === name));
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
if (unknown.length > 0 || !Number.isInteger(seed)) {
  print(
    unknown.length > 0
      ? `No broker is named ${unknown.join(" or ")}; there are ${all.join(", ")}.`
      : "The seed is no whole number.",
  );
  process.exitCode = 2;
} else {
  process.exitCode = await main(positionals.length === 0 ? all : named);
}

async function main(brokers: readonly BrokerName[]): Promise<0 | 1> {
  const reason = whyNoVsftpd();
  if (reason !== false && brokers.includes("ftps")) print(`Without ftps: ${reason}`);
  const possible = brokers.filter((name) => name !== "ftps" || reason === false);
  const results: LossResult[] = [];
  for (const together of values.short ? [possible] : possible.map((name) => [name])) {
    const found = await runLoss({ ...(values.short ? SHORT : LONG), brokers: together, seed, print });
    print(printResults(found));
    results.push(...found);
  }
  if (!values.short) print(printResults(results));
  return results.some(({ faults }) => faults.length > 0) ? 1 : 0;
}
