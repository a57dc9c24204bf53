/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** A signal that ends a child when its parent has died. */
export type DeathSignal = "KILL" | "INT" | "TERM";

/** Who a child runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Wraps a command so that the kernel sends it `signal` when its parent dies, however the parent dies. Only Linux offers
 * that, by util-linux's setpriv; elsewhere the command is left as it is. The wrapper replaces itself by the program, so
 * the child's process id is the program's.
 *
 * @param identity whom the child runs as; null for who starts it. Other than on Linux it must be null.
 */
export function dieWithParent(
  { program, args }: Command,
  signal: DeathSignal,
  identity: Identity | null = null,
): Command {
  if (process.platform !== "linux") return { program, args };
  const user = identity === null ? [] : [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, "--clear-groups"];
  return { program: "setpriv", args: [...user, "--pdeathsig", signal, "--", program, ...args] };
}
