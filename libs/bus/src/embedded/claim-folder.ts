import { commandLineOf } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A server whose parent was killed takes a moment to end. */
const ENDING_TIMEOUT_MS = 3_000;
const POLL_MS = 20;

/** Where a server writes what it listens on; nats-server removes the file when it ends in good order. */
export function portsFileOf(folder: string, pid: number | undefined): string {
  return join(folder, `nats-server_${String(pid)}.ports`);
}

/**
 * Sees to it that no other server works in the folder: nats-server itself does not, and two would spoil the streams.
 * Files of servers that were killed are removed. It does not see one that another process starts at the same moment.
 *
 * @param config the configuration file, by which the command line of the folder's server is recognised
 * @throws ReelbusError `internal` when one does and does not end
 */
export async function claimFolder(folder: string, config: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^nats-server_(\d+)\.ports$/u.exec(name)?.[1];
    if (pid === undefined) continue;
    await untilGone(Number(pid), config);
    await rm(join(folder, name), { force: true });
  }
}

async function untilGone(pid: number, config: string): Promise<void> {
  const deadline = performance.now() + ENDING_TIMEOUT_MS;
  while ((await commandLineOf(pid)).includes(config)) {
    if (performance.now() > deadline)
      throw new ReelbusError(
        "internal",
        `Another nats-server (process ${pid}) serves this data folder: end what started it, or take another folder.`,
      );
    await delay(POLL_MS);
  }
}
