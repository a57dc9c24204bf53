import { makeTempFolder } from "@reelbus/testing";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { filesBelow } from "../../support/files-below.ts";
import type { ChildRecord } from "./child-records.ts";
import { clockMs } from "./follow-job.ts";
import { oneCommand } from "./one-command.ts";
import { cpuSecondsOfReapedChildren } from "./process-tree.ts";

/** What the same work takes without any of Reelbus. */
export interface BareRun {
  readonly wallMs: number;
  readonly ffmpegMs: number;
  readonly packagerMs: number;
  readonly cpuSeconds: number;
  /** What it made, relative paths, sorted. */
  readonly files: readonly string[];
}

type Command = Pick<ChildRecord, "program" | "args">;

/** The two commands that make the film. */
export interface BareCommands {
  readonly ffmpeg: Command;
  readonly packager: Command;
}

/**
 * Takes the two commands out of what a job ran, so that both make the very same.
 *
 * @throws Error when the job ran no encoder, or more or less than one packager
 */
export function bareCommandsOf(children: readonly ChildRecord[]): BareCommands {
  const encoders = children.filter(({ name, args }) => name === "ffmpeg" && args.includes("libx264"));
  const [packager, ...otherPackagers] = children.filter(({ name }) => name === "packager");
  const [encoder] = encoders;
  if (encoder === undefined || packager === undefined || otherPackagers.length > 0) {
    throw new Error(`the job ran ${children.map(({ name }) => name).join(", ")}: no encoder, or not one packager`);
  }
  return { ffmpeg: { program: encoder.program, args: oneCommand(encoders.map(({ args }) => args)) }, packager };
}

/**
 * Runs ffmpeg on the film, then the packager, in an empty folder. They are started as Reelbus starts them,
 * or other load on the machine would count more on one side.
 *
 * @param film the file that the job's encoder read under the name that it had in the workspace
 */
export async function runBare({ ffmpeg, packager }: BareCommands, film: string): Promise<BareRun> {
  await using folder = await makeTempFolder("bench-bare");
  // The folders that both commands write to; ffmpeg makes none.
  for (const name of ["work", "package"]) await mkdir(join(folder.path, name));
  const args = withInput(ffmpeg.args, film);

  const cpuBefore = cpuSecondsOfReapedChildren();
  const startedAtMs = clockMs();
  await run(ffmpeg.program, args, folder.path);
  const encodedAtMs = clockMs();
  await run(packager.program, packager.args, folder.path);
  const endedAtMs = clockMs();
  return {
    wallMs: endedAtMs - startedAtMs,
    ffmpegMs: encodedAtMs - startedAtMs,
    packagerMs: endedAtMs - encodedAtMs,
    cpuSeconds: cpuSecondsOfReapedChildren() - cpuBefore,
    files: await filesBelow(join(folder.path, "package")),
  };
}

function withInput(args: readonly string[], film: string): string[] {
  const inputs = args.flatMap((arg, index) => (arg === "-i" ? [index + 1] : []));
  if (inputs.length !== 1) throw new Error(`the encoder read ${inputs.length} files instead of one`);
  return args.map((arg, index) => (inputs.includes(index) ? `file:${film}` : arg));
}

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  // As Reelbus starts its children: in a session of its own, which is what Linux shares the processors out to, guarded
  // because ^C does not reach it there, at low priority within it.
  const guarded = ["--pdeathsig", "KILL", "--", program, ...args];
  const child = spawn("setpriv", guarded, { cwd, detached: true, stdio: ["ignore", "ignore", "inherit"] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const [exitCode] = (await once(child, "close")) as [number | null];
  if (exitCode !== 0) throw new Error(`${program} exited with code ${String(exitCode)}`);
}
