import { printTable } from "../bench/print-table.ts";
import type { LossResult } from "./run-loss.ts";

const FAULTS_SHOWN = 20;

/** A table, and what is wrong below it. */
export function printResults(results: readonly LossResult[]): string {
  const table = printTable({
    title: "Events that arrived while brokers and the notifier were killed",
    columns: ["broker", "jobs", "events", "kills: broker", "notifier", "duplicates", "lost", "seconds"],
    rows: results.map((result) => [
      result.broker,
      result.jobs,
      result.events,
      result.killsOfTheBroker,
      result.killsOfTheNotifier,
      result.duplicates,
      result.lost,
      Math.round(result.seconds),
    ]),
    limits: [],
  });
  const faults = results.flatMap(({ broker, faults }) => faults.map((fault) => `${broker}: ${fault}`));
  const rest = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
  return [table, ...faults.slice(0, FAULTS_SHOWN), ...rest].join("\n");
}
