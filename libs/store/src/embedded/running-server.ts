import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandLineOf } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";

/** A server whose parent was killed has been told to end, and says so as soon as it runs again. */
const TELLING_TIMEOUT_MS = 1_000;
/** The longest end in good order. */
const ENDING_TIMEOUT_MS = 15_000;
const POLL_MS = 20;
/** Lines of postmaster.pid, from 0. */
const PID_LINE = 0;
const STATUS_LINE = 7;

/**
 * Resolves when no server runs on a cluster: waits for one that is ending.
 *
 * @throws ReelbusError `internal` that names the process, when one runs and goes on
 */
export async function untilUnserved(dataFolder: string): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    const server = await runningServer(dataFolder);
    if (server === null) return;
    const limitMs = server.isEnding ? ENDING_TIMEOUT_MS : TELLING_TIMEOUT_MS;
    if (performance.now() - startedMs > limitMs)
      throw new ReelbusError(
        "internal",
        `Another PostgreSQL (process ${server.pid}) serves this data folder: end what started it, or take another folder.`,
      );
    await sleep(POLL_MS);
  }
}

/** The server that wrote the cluster's postmaster.pid, if it still runs. */
async function runningServer(dataFolder: string): Promise<{ pid: number; isEnding: boolean } | null> {
  const lines = await readFile(join(dataFolder, "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => [],
  );
  const pid = Number(lines[PID_LINE] ?? "");
  // The id may have gone to another process: only a server names the cluster's folder.
  if (!(pid > 0) || !(await commandLineOf(pid)).includes(dataFolder)) return null;
  return { pid, isEnding: lines[STATUS_LINE]?.trim() === "stopping" };
}
