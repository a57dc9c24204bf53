import { connect } from "node:net";

/**
 * Connects to 127.0.0.1, sends `hello`, and resolves to the first bytes that come back.
 *
 * @param timeoutMs for the whole exchange
 * @throws {Error} when nobody listens, or nothing comes
 */
export function readFromPort(port: number, hello: string, timeoutMs = 2000): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: timeoutMs });
    const settle = (error?: Error, data?: Buffer) => {
      socket.destroy();
      if (data) resolve(data);
      else reject(error ?? new Error(`Port ${port} closed the connection without a word`));
    };
    if (hello) socket.write(hello);
    socket.once("data", (data) => settle(undefined, data));
    socket.once("error", (error) => settle(error));
    socket.once("timeout", () => settle(new Error(`Port ${port} said nothing for ${timeoutMs} ms`)));
    socket.once("close", () => settle());
  });
}
