import { findPostgresBinaries, findProgram } from "@reelbus/testing";
import { execFile } from "node:child_process";
import { availableParallelism, cpus, platform, release, totalmem } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryMb: number;
  readonly system: string;
  readonly versions: Readonly<Record<"node" | "ffmpeg" | "nats" | "postgres", string>>;
}

/** @throws Error when one of the programs is missing. */
export async function describeMachine(): Promise<Machine> {
  const { postgres } = await findPostgresBinaries(false);
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    memoryMb: Math.round(totalmem() / 1e6),
    system: `${platform()} ${release()}`,
    versions: {
      node: process.version,
      ffmpeg: await versionOf(findProgram("ffmpeg"), ["-version"]),
      nats: await versionOf(findProgram("nats-server"), ["--version"]),
      postgres: await versionOf(postgres, ["--version"]),
    },
  };
}

/** The first thing in the program's answer that looks like a version. */
async function versionOf(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args, { timeout: 10_000 });
  return /\d+(?:\.\d+)+\S*/u.exec(stdout)?.[0] ?? stdout.trim().slice(0, 80);
}

export function printMachine({ cores, cpu, memoryMb, system, versions }: Machine): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores (${cpu}), ${memoryMb} MB, ${system}; ${programs.join(", ")}`;
}
