import { ReelbusError } from "@reelbus/contracts";

/** What an operator has to mend before a program can start: what, where, and what to do. It is told without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/**
 * For the `catch` of what opens a server: names it, what its client said, and the setting that says where it is. What is no
 * ReelbusError is a fault of ours, and left as it is.
 *
 * @param urls no credential in them is told
 */
export function cantUse(server: string, urls: readonly string[], setting: string): (error: unknown) => never {
  const hosts = urls.map((url) => new URL(url).host);
  return (cause) => {
    if (!(cause instanceof ReelbusError)) throw cause;
    const what = `can't use ${server} at ${hosts.join(", ")}: ${innermostMessage(cause)}`;
    throw new StartError(`${what}; check that server, and ${setting}`, { cause });
  };
}

/** By which settings or options an operator chooses an address. */
interface AddressNames {
  readonly host: string;
  readonly port: string;
}

const LISTEN_PROBLEMS: Readonly<Record<string, (names: AddressNames) => string>> = {
  EADDRINUSE: ({ port }) => `is taken; choose another with ${port}`,
  EACCES: ({ port }) => `may not be used by this user; choose one above 1023 with ${port}`,
  EADDRNOTAVAIL: ({ host }) => `does not exist on this machine; see ${host}`,
  ENOTFOUND: ({ host }) => `is not known; see ${host}`,
};

/** For the `catch` of what listens: says what is wrong with the address, where that is the trouble. */
export function cantListen(
  { host, port }: { readonly host: string; readonly port: number },
  names: AddressNames,
): (error: unknown) => never {
  return (cause) => {
    const problem = LISTEN_PROBLEMS[(cause as NodeJS.ErrnoException).code ?? ""];
    if (problem === undefined) throw cause;
    throw new StartError(`the address ${host}:${port} ${problem(names)}`, { cause });
  };
}

/** What the client itself said: the messages around it are for customers. A host with two addresses fails with each. */
function innermostMessage(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(innermostMessage).join(", ");
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause === undefined ? "" : innermostMessage(error.cause);
  return inner === "" ? error.message : inner;
}
