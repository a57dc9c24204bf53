import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { childProcesses } from "./child-processes.ts";

/** What a test has to give back before it ends. */
type Held = Map<string, number>;

const graceMs = 2000;

/**
 * Wraps a test's body so that the test fails when the body leaves something behind: an active handle (socket, server,
 * timer), a child process, or a file in the temporary folder, which is a fresh one while the body runs.
 *
 * The check comes right after the body and so before hooks given to `t.after`: clean up in the body, best with
 * `await using`. What ends by itself gets two seconds. Tests wrapped like this must not run at the same time within
 * one file.
 */
export function withLeakCheck(body: (t: TestContext) => Promise<void>): (t: TestContext) => Promise<void> {
  return async (t) => {
    const before = held();
    const variable = "TMPDIR";
    const previousTempFolder = process.env[variable];
    const tempFolder = mkdtempSync(join(tmpdir(), "reelbus-leaks-"));
    // Servers that run as another user work in here too.
    chmodSync(tempFolder, 0o755);
    process.env[variable] = tempFolder;
    try {
      await body(t);
      const leaks = await leaksSince(before, tempFolder);
      if (leaks.length > 0) throw new Error(`The test left behind:\n${leaks.map((leak) => `  ${leak}`).join("\n")}`);
    } finally {
      if (previousTempFolder === undefined) Reflect.deleteProperty(process.env, variable);
      else process.env[variable] = previousTempFolder;
      rmSync(tempFolder, { recursive: true, force: true });
    }
  };
}

async function leaksSince(before: Held, tempFolder: string): Promise<string[]> {
  const deadline = performance.now() + graceMs;
  for (;;) {
    const leaks = [
      ...newSince(before),
      ...readdirSync(tempFolder).map((name) => `a temporary file or folder named ${name}`),
    ];
    if (leaks.length === 0 || performance.now() > deadline) return leaks;
    await sleep(10);
  }
}

function newSince(before: Held): string[] {
  return [...held()]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name, count]) => `${name} (${count - (before.get(name) ?? 0)} more than before)`);
}

function held(): Held {
  const names = [
    ...process.getActiveResourcesInfo().map((type) => `an active ${type}`),
    ...childProcesses().map(({ pid, command }) => `the child process ${pid}: ${command}`),
  ];
  const counts: Held = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
