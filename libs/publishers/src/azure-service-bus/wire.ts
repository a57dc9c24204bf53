import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ServiceBusConnection } from "@reelbus/contracts";

/**
 * The socket below the SDK, which keeps its own out of reach: it notices no lost connection while it sends, and leaves
 * the socket open when the service does not answer its farewell. The SDK takes a WebSocket class as its transport; this
 * is one in shape only, and carries AMQP over TLS or TCP as ever.
 */
export class Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Buffer }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: ((error: Error) => void) | null = null;
  readonly #socket: Socket;

  /** @param end destroys the socket when it aborts. @param onLost is told once why the connection ended. */
  constructor({ host, port, tls }: ServiceBusConnection, end: AbortSignal, onLost: (error?: Error) => void) {
    const onConnected = (): void => this.onopen?.();
    const socket: Socket = tls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) }, onConnected)
      : connectTcp({ host, port }, onConnected);
    let failure: Error | undefined;
    const destroy = (): void => void socket.destroy();
    socket.setNoDelay(true);
    socket.on("data", (data: Buffer) => this.onmessage?.({ data }));
    socket.on("error", (error) => (failure = error));
    socket.on("close", () => {
      end.removeEventListener("abort", destroy);
      // The SDK first: once told to give up, it would write a farewell, and keep a timer of two minutes for the answer.
      if (failure === undefined) this.onclose?.();
      else this.onerror?.(failure);
      onLost(failure);
    });
    if (end.aborted) destroy();
    else end.addEventListener("abort", destroy, { once: true });
    this.#socket = socket;
  }

  send(data: Buffer): void {
    this.#socket.write(data);
  }

  close(): void {
    this.#socket.end();
  }
}
