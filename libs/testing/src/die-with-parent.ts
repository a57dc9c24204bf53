import { findProgram } from "./find-program.ts";

/** A program with its arguments. */
export interface Command {
  program: string;
  args: readonly string[];
}

/** Who a child runs as; without it, as who started it. */
export interface Identity {
  uid: number;
  gid: number;
}

/**
 * Wraps a command so that the kernel kills it when its parent dies, even by SIGKILL: nothing outlives a killed test.
 * Only Linux offers this. The wrapper replaces itself by the program, so the child's pid is the program's.
 */
export function dieWithParent(command: Command, signal: "KILL" | "INT" = "KILL", identity?: Identity): Command {
  if (process.platform !== "linux") return command;
  const identityArgs = identity ? [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, "--clear-groups"] : [];
  return {
    program: findProgram("setpriv"),
    args: [...identityArgs, "--pdeathsig", signal, "--", command.program, ...command.args],
  };
}
