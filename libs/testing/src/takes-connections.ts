import { once } from "node:events";
import { connect } from "node:net";

/**
 * Whether a port of 127.0.0.1 takes connections.
 * @throws {Error} when it does not, as `waitFor` expects it
 */
export async function takesConnections(port: number): Promise<true> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } finally {
    socket.destroy();
  }
}
