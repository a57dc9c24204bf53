import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import type { PackagerCommand } from "@reelbus/media";
import { failureOf, programMissing } from "./failures.ts";
import { runChild } from "./run-child.ts";

/** The package's own names of systems. */
const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: "linux", darwin: "osx" };
const ARCHITECTURES: readonly string[] = ["x64", "arm64"];

export interface RunPackagerOptions {
  readonly signal: AbortSignal;
  /** The folder that all paths are relative to. */
  readonly cwd: string;
  /** The packager tells nothing while it works, so its whole run has a limit, which the amount of media decides. */
  readonly timeLimitMs: number;
}

/**
 * Runs Shaka Packager to its end.
 * @throws ReelbusError `packaging-failed`, `workspace-full` or `program-missing`; the signal's reason after an abort.
 */
export async function runPackager(command: PackagerCommand, options: RunPackagerOptions): Promise<void> {
  const { signal, cwd, timeLimitMs } = options;
  const program = packagerPath();
  const end = await runChild({
    program,
    args: ["--quiet", ...command.arguments, ...(command.secretArgument === null ? [] : ["--flagfile=/dev/stdin"])],
    cwd,
    secretLine: command.secretArgument,
    signal,
    silenceLimitMs: timeLimitMs,
    onOutput: () => false,
  });
  if (end.exitCode === 0) return;
  const message =
    "Shaka Packager could not package the encoded streams. Submit the job again; tell the operator if it fails again.";
  throw await failureOf(program, end, { reason: "packaging-failed", message }, cwd);
}

/** The binary that the npm package carries for this machine. */
function packagerPath(): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve("shaka-packager/package.json")), "bin");
  const system = SYSTEMS[platform()];
  if (system === undefined || !ARCHITECTURES.includes(arch())) {
    throw programMissing("shaka-packager", new Error(`no binary for ${platform()} on ${arch()}`));
  }
  return join(folder, `packager-${system}-${arch()}`);
}
