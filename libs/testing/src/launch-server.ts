import { freePort } from "./free-port.ts";
import { ServerStartError, type ServerProcess } from "./server-process.ts";
import { makeTempFolder, type TempFolder } from "./temp-folder.ts";
import type { TestServer } from "./test-server.ts";

/** What one kind of server needs to be launched. */
export interface ServerKind {
  /** Part of the temporary folder's name. */
  label: string;
  /** Writes what the server needs into its folder; called once for a port. */
  prepare(folder: string, port: number): Promise<void>;
  /** Starts it; called again by a restart. */
  start(folder: string, port: number): Promise<ServerProcess>;
  url(port: string): string;
}

/** Launches a server on a free port; tries a second one when somebody else took the first in the meantime. */
export async function launchServer(kind: ServerKind): Promise<TestServer> {
  const folder = await makeTempFolder(kind.label);
  try {
    return await launchIn(folder, kind).catch((error: unknown) => {
      if (error instanceof ServerStartError && error.portTaken) return launchIn(folder, kind);
      throw error;
    });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function launchIn(folder: TempFolder, kind: ServerKind): Promise<TestServer> {
  const port = await freePort();
  await kind.prepare(folder.path, port);
  let running = await kind.start(folder.path, port);
  const stop = async () => {
    await running.stop();
    await folder.remove();
  };
  return {
    url: kind.url(String(port)),
    port,
    get pid() {
      return running.pid;
    },
    stop,
    kill9: () => running.kill9(),
    restart: async () => {
      await running.stop();
      running = await kind.start(folder.path, port);
    },
    [Symbol.asyncDispose]: stop,
  };
}
