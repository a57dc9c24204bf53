import { dieWithParent } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const READY_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;
const USER = "reelbus";

export interface EmbeddedNats {
  /** Where to connect, the password of this start included. */
  readonly url: string;
  /** Ends the server in good order; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts `nats-server` as a child, with JetStream on disk in `dataDir`, on a free port of the loopback interface
 * and with a password of its own, so that no other user of the machine can read the bus. On Linux the kernel ends
 * it when this process dies.
 *
 * @throws ReelbusError `program-missing` when nats-server is not installed, `internal` when it does not start
 */
export async function startEmbeddedNats(options: { readonly dataDir: string }): Promise<EmbeddedNats> {
  const password = randomBytes(18).toString("base64url");
  const config = join(options.dataDir, "nats.conf");
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  await removePortsFiles(options.dataDir);
  await writeFile(config, configuration(options.dataDir, password), { mode: 0o600 });
  const child = start(["-c", config]);
  let failure: Error | null = null;
  child.once("error", (error) => (failure = error));
  try {
    const address = await portsFile(options.dataDir, child, () => failure);
    return { url: `nats://${USER}:${password}@${address}`, stop: () => stop(child) };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function configuration(dataDir: string, password: string): string {
  return `
server_name: reelbus-embedded
host: 127.0.0.1
port: -1
ports_file_dir: ${JSON.stringify(dataDir)}
max_payload: 1MB
jetstream { store_dir: ${JSON.stringify(join(dataDir, "jetstream"))}, max_mem: 64MB, max_file: 4GB }
authorization { user: ${USER}, password: ${JSON.stringify(password)} }
`;
}

function start(args: readonly string[]): ChildProcess {
  const guarded = dieWithParent({ program: "nats-server", args }, "TERM");
  // A process group of its own: ^C at the terminal must reach the parent alone, which then drains in order.
  return spawn(guarded.program, guarded.args, { stdio: "ignore", detached: true });
}

async function portsFile(folder: string, child: ChildProcess, failure: () => Error | null): Promise<string> {
  const file = join(folder, `nats-server_${String(child.pid)}.ports`);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (failure() !== null || child.exitCode !== null)
      throw new ReelbusError(
        "program-missing",
        "nats-server does not start: install it (Debian: apt-get install nats-server), or give NATS_URL",
        { cause: failure() },
      );
    const text = await readFile(file, "utf8").catch(() => "");
    const address = /"nats":\s*\[\s*"nats:\/\/([^"]+)"/u.exec(text)?.[1];
    if (address !== undefined) return address;
    await delay(10);
  }
  throw new ReelbusError("internal", "nats-server was not ready in time");
}

/** Files of earlier servers that could not remove theirs. */
async function removePortsFiles(folder: string): Promise<void> {
  const stale = (await readdir(folder)).filter((name) => name.endsWith(".ports"));
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(killer);
}
