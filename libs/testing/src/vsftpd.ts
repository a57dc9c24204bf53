import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { dieWithParent } from "@reelbus/child-guard";
import { makeCertificate } from "./certificate.ts";
import { childProcesses } from "./child-processes.ts";
import { findProgram } from "./find-program.ts";
import { haltProcess, signalIfLiving } from "./halt-process.ts";
import { launchServer } from "./launch-server.ts";
import { startServerProcess, type ServerProcess } from "./server-process.ts";
import { asSeenBy, onSmallDisks } from "./small-disks.ts";
import type { TestServer } from "./test-server.ts";

/** A real vsftpd. Its user may write into `/drop`, and into nothing else. */
export interface FtpServer extends TestServer {
  readonly user: string;
  readonly password: string;
  /** Its certificate, PEM, for localhost and 127.0.0.1; nobody trusts it by itself. */
  readonly certificate: string;
  /** Where what clients see as `/` lies; with a disk of its own, only while the server runs. */
  readonly root: string;
  /** The path of its log, which has every command and answer. */
  readonly log: string;
  /** Keeps the server from taking connections, and its sessions from taking files, without closing any. */
  pause(): Promise<void>;
  resume(): void;
}

export interface VsftpdOptions {
  /** Clients must speak TLS, and resume the session of the control connection for each file. */
  readonly tls: "none" | "explicit" | "implicit";
  /** Puts `/drop` on a disk of its own of so many KiB. */
  readonly dropKiB?: number;
  /** More settings, or others than the usual ones. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Why vsftpd can't run here; false when it can. For the `skip` of a test. */
export function whyNoVsftpd(): string | false {
  if (process.platform !== "linux") return "vsftpd runs on Linux only";
  return process.geteuid?.() === 0 ? false : "only root can start vsftpd: run the tests as root";
}

const USER = "ftp";
const PASSWORD = "correct horse";
const SCHEMES = { none: "ftp", explicit: "ftpes", implicit: "ftps" } as const;

/**
 * Starts a vsftpd (about 0.1 s). Whoever knows the password is the system's user `ftp`, whom vsftpd's package brings: no
 * user is made, and none is left behind.
 * @throws {Error} where `whyNoVsftpd` has a reason
 */
export async function startVsftpd(options: VsftpdOptions): Promise<FtpServer> {
  const reason = whyNoVsftpd();
  if (reason !== false) throw new Error(reason);
  const { certificate, key } = await makeCertificate(["DNS:localhost", "IP:127.0.0.1"]);
  let root = "";
  const server = await launchServer({
    label: "vsftpd",
    url: (port) => `${SCHEMES[options.tls]}://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/drop`,
    prepare: async (folder, port) => {
      root = join(folder, "root");
      await mkdir(join(root, "drop"), { recursive: true });
      await chmod(join(root, "drop"), 0o777);
      await mkdir(join(folder, "empty"));
      await writeFile(join(folder, "passwords"), `${PASSWORD}\n`);
      await writeFile(join(folder, "certificate.pem"), certificate + key, { mode: 0o600 });
      await writeFile(join(folder, "vsftpd.conf"), configuration(folder, port, options));
    },
    start: (folder, port) => start(folder, port, options),
  });
  return {
    url: server.url,
    port: server.port,
    user: USER,
    password: PASSWORD,
    certificate,
    get pid() {
      return server.pid;
    },
    get root() {
      return options.dropKiB === undefined ? root : asSeenBy(server.pid, root);
    },
    get log() {
      return join(root, "..", "vsftpd.log");
    },
    pause: async () => {
      for (const pid of monitorsOf(server.pid)) await haltProcess(pid);
    },
    resume: () => {
      for (const pid of monitorsOf(server.pid)) signalIfLiving(pid, "SIGCONT");
    },
    stop: () => server.stop(),
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function start(folder: string, port: number, { dropKiB }: VsftpdOptions): Promise<ServerProcess> {
  const disk = dropKiB === undefined ? [] : [{ folder: join(folder, "root", "drop"), sizeKiB: dropKiB, mode: "777" }];
  const vsftpd = [findProgram("vsftpd"), join(folder, "vsftpd.conf")] as const;
  const [program, ...args] = disk.length === 0 ? vsftpd : [...onSmallDisks(disk), ...vsftpd];
  const running = await startServerProcess({
    name: "vsftpd",
    ...dieWithParent({ program, args }, "KILL"),
    logFile: join(folder, "output.log"),
    isReady: () => isListening(port),
    readyTimeoutMs: 10_000,
    stopSignal: "SIGTERM",
  });
  // An orderly end would leave the sessions running.
  return { ...running, stop: () => running.kill9() };
}

function configuration(folder: string, port: number, { tls, settings }: VsftpdOptions): string {
  const all = { ...usualSettings(folder, port), ...(tls === "none" ? {} : tlsSettings(folder, tls)), ...settings };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/**
 * vsftpd's anonymous user with a password, allowed to do what a usual user may: it needs no account of its own, and
 * the only difference for a client is that it must be called `ftp`.
 */
function usualSettings(folder: string, port: number) {
  return {
    listen: "YES",
    background: "NO",
    listen_address: "127.0.0.1",
    listen_port: port,
    anonymous_enable: "YES",
    secure_email_list_enable: "YES",
    email_password_file: join(folder, "passwords"),
    local_enable: "NO",
    delay_failed_login: 0,
    anon_root: join(folder, "root"),
    secure_chroot_dir: join(folder, "empty"),
    write_enable: "YES",
    anon_upload_enable: "YES",
    anon_mkdir_write_enable: "YES",
    anon_other_write_enable: "YES",
    anon_umask: "022",
    port_enable: "NO",
    connect_from_port_20: "NO",
    // Containers may not do what these would; without them the TLS handshake works everywhere.
    seccomp_sandbox: "NO",
    isolate: "NO",
    isolate_network: "NO",
    log_ftp_protocol: "YES",
    xferlog_enable: "YES",
    vsftpd_log_file: join(folder, "vsftpd.log"),
  };
}

function tlsSettings(folder: string, tls: "explicit" | "implicit") {
  return {
    ssl_enable: "YES",
    implicit_ssl: tls === "implicit" ? "YES" : "NO",
    allow_anon_ssl: "YES",
    force_anon_logins_ssl: "YES",
    force_anon_data_ssl: "YES",
    ssl_tlsv1: "NO",
    require_ssl_reuse: "YES",
    ssl_ciphers: "HIGH",
    rsa_cert_file: join(folder, "certificate.pem"),
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}

/**
 * The listener and the monitor of each session, without which a session opens no data connection. The workers below a
 * monitor are not halted: it would take one that is stopped for dead, and wait for ever.
 */
function monitorsOf(listener: number): number[] {
  const monitors = childProcesses(listener).filter(({ parentPid }) => parentPid === listener);
  return [listener, ...monitors.map(({ pid }) => pid)];
}
