import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { childEnvironment } from "./child-environment.ts";

/** A program that a child needs is not on this machine. */
export class ProgramMissingError extends Error {
  override readonly name = "ProgramMissingError";
  /** Its file name. */
  readonly program: string;

  constructor(program: string) {
    super(`The program ${basename(program)} is not installed.`);
    this.program = basename(program);
  }
}

/**
 * Checks that a program can be found as a child would be.
 *
 * @param program a name to look for in the PATH of children, or an absolute path
 * @throws ProgramMissingError
 */
export async function assertInstalled(program: string): Promise<void> {
  const folders = childEnvironment().PATH.split(":");
  const paths = isAbsolute(program) ? [program] : folders.map((folder) => join(folder, program));
  for (const path of paths) {
    if (await isExecutable(path)) return;
  }
  throw new ProgramMissingError(program);
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
