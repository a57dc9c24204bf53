import { openChildLog, ProgramMissingError, readLogTail, spawnGuarded } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { claimFolder, portsFileOf } from "./claim-folder.ts";

const READY_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;
const USER = "reelbus";

export interface EmbeddedNats {
  /** Where to connect, the password of this start included. */
  readonly url: string;
  /** Resolves when the server ends though nobody stopped it, to an error that says so; otherwise never. */
  readonly unexpectedEnd: Promise<ReelbusError>;
  /** Ends the server in good order; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts `nats-server` as a child, with JetStream on disk in `dataDir`, on a free port of the loopback interface
 * and with a password of its own, so that no other user of the machine can read the bus. The server ends with this
 * process, on Linux also when that is killed. It logs to `nats.log` in the folder.
 *
 * @throws ReelbusError `program-missing` when nats-server is not installed, `internal` when it does not start or
 *   another one serves the same folder
 */
export function startEmbeddedNats({ dataDir }: { readonly dataDir: string }): Promise<EmbeddedNats> {
  return startNatsProgram("nats-server", dataDir);
}

/** {@link startEmbeddedNats} with any program. */
export async function startNatsProgram(program: string, dataDir: string): Promise<EmbeddedNats> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // By its true name, so that a second start is recognised under any other.
  const folder = await realpath(dataDir);
  const config = join(folder, "nats.conf");
  const logFile = join(folder, "nats.log");
  await claimFolder(folder, config);
  const password = randomBytes(18).toString("base64url");
  await writeFile(config, configuration(folder, password), { mode: 0o600 });
  const child = await start(program, ["-c", config], logFile);
  try {
    const address = await untilReady(child, folder, logFile);
    let isStopping = false;
    const unexpectedEnd = new Promise<ReelbusError>((resolve) => {
      const report = async () => {
        if (!isStopping) resolve(await failure("The embedded nats-server ended by itself", child, logFile));
      };
      if (hasEnded(child)) void report();
      else child.once("exit", () => void report());
    });
    const stop = () => {
      isStopping = true;
      return end(child);
    };
    return { url: `nats://${USER}:${password}@${address}`, unexpectedEnd, stop };
  } catch (error) {
    await end(child);
    throw error;
  }
}

function configuration(folder: string, password: string): string {
  return `
server_name: reelbus-embedded
host: 127.0.0.1
port: -1
ports_file_dir: ${JSON.stringify(folder)}
max_payload: 1MB
jetstream { store_dir: ${JSON.stringify(join(folder, "jetstream"))}, max_mem: 64MB, max_file: 4GB }
authorization { user: ${USER}, password: ${JSON.stringify(password)} }
`;
}

async function start(program: string, args: readonly string[], logFile: string): Promise<ChildProcess> {
  await using log = await openChildLog(logFile);
  return await spawnGuarded({ program, args, deathSignal: "TERM", stdio: ["ignore", log.fd, log.fd] }).catch(
    (cause: unknown) => {
      if (!(cause instanceof ProgramMissingError)) throw cause;
      const message = `${cause.program} is not installed (Debian: apt-get install nats-server util-linux); install it, or set NATS_URL.`;
      throw new ReelbusError("program-missing", message, { cause });
    },
  );
}

/** Resolves to the host and port that the server says it listens on. */
async function untilReady(child: ChildProcess, folder: string, logFile: string): Promise<string> {
  const file = portsFileOf(folder, child.pid);
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (hasEnded(child)) throw await failure("The embedded nats-server ended before it was ready", child, logFile);
    const text = await readFile(file, "utf8").catch(() => "");
    const address = /"nats":\s*\[\s*"nats:\/\/([^"]+)"/u.exec(text)?.[1];
    if (address !== undefined) return address;
    await delay(10);
  }
  throw await failure("The embedded nats-server was not ready in time", child, logFile);
}

/** What it last said is the cause, for the log. */
async function failure(what: string, child: ChildProcess, logFile: string): Promise<ReelbusError> {
  const how = hasEnded(child) ? ` (${child.signalCode ?? `exit code ${String(child.exitCode)}`})` : "";
  return new ReelbusError("internal", `${what}${how}; its log is nats.log in its data folder.`, {
    cause: new Error(await readLogTail(logFile)),
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(killer);
}
