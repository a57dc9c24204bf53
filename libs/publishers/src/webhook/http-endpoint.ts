import { Agent as PlainAgent, request as requestOverTcp, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as requestOverTls } from "node:https";
import { ReelbusError } from "@reelbus/contracts";
import { systemCodeOf } from "../connection-error.ts";
import { isForbiddenAddress, lookupAllowedAddress } from "../forbidden-address.ts";
import { IDLE_MS, MAX_ANSWER_BYTES, MAX_IDLE_CONNECTIONS, type WebhookLimits } from "./limits.ts";
import type { SignedRequest } from "./signed-request.ts";
import { WebhookFailures } from "./webhook-failures.ts";

/** What Node says of a connection that the other side has ended. */
const ENDED: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

/** One URL over HTTP/1.1, with connections that are kept for the next request. Follows no redirect. */
export class HttpEndpoint {
  readonly #url: URL;
  readonly #limits: WebhookLimits;
  readonly #failures: WebhookFailures;
  readonly #agent: PlainAgent;

  constructor(url: URL, limits: WebhookLimits) {
    this.#url = url;
    this.#limits = limits;
    this.#failures = new WebhookFailures(url);
    const options = { keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS, timeout: IDLE_MS };
    this.#agent = this.#isTls ? new TlsAgent(options) : new PlainAgent(options);
  }

  /**
   * Resolves when a new connection stands, TLS included; nothing is sent over it.
   * @throws ReelbusError
   */
  async connect(signal: AbortSignal): Promise<void> {
    const request = this.#open({}, signal, false);
    try {
      await this.#stagesOf(request).connected;
    } finally {
      request.destroy();
    }
  }

  /**
   * Resolves when the answer to a POST is 2xx. A receiver may end a connection that was idle just when a request takes
   * it. What gets no answer because a connection from before ended is sent once more over a new one, within limits of its own.
   * @throws ReelbusError
   */
  async post(signed: SignedRequest, signal: AbortSignal): Promise<void> {
    const { request, answered } = this.#send(signed, signal, this.#agent);
    try {
      await this.#judge(request, await answered);
    } catch (error) {
      if (!wasStale(request, error)) throw error;
      const again = this.#send(signed, signal, false);
      await this.#judge(again.request, await again.answered);
    }
  }

  #send({ body, headers }: SignedRequest, signal: AbortSignal, agent: PlainAgent | false) {
    const request = this.#open(headers, signal, agent);
    const { answered } = this.#stagesOf(request);
    request.end(body);
    return { request, answered };
  }

  async #judge(request: ClientRequest, response: IncomingMessage): Promise<void> {
    await discardBody(response);
    // Answered before all of it was sent: the rest is of no use.
    if (!request.writableFinished) request.destroy();
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw this.#failures.ofAnswer(status, response.headers["retry-after"]);
  }

  /** Ends all connections at once. */
  close(): void {
    this.#agent.destroy();
  }

  get #isTls(): boolean {
    return this.#url.protocol === "https:";
  }

  #open(headers: SignedRequest["headers"], signal: AbortSignal, agent: PlainAgent | false): ClientRequest {
    // An address is not looked up.
    if (isForbiddenAddress(this.#url.hostname)) throw this.#failures.forbiddenAddress();
    const open = this.#isTls ? requestOverTls : requestOverTcp;
    return open(this.#url, { method: "POST", headers, agent, signal, lookup: lookupAllowedAddress });
  }

  /** The stages of a request, each within its limit; both reject when it fails. The second limit goes on to its end. */
  #stagesOf(request: ClientRequest): { connected: Promise<void>; answered: Promise<IncomingMessage> } {
    const connected = Promise.withResolvers<undefined>();
    const answered = Promise.withResolvers<IncomingMessage>();
    const { connectMs, answerMs } = this.#limits;
    let timer = setTimeout(() => request.destroy(this.#failures.notConnectedInTime(connectMs)), connectMs);
    const onConnected = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => request.destroy(this.#failures.noAnswerInTime(answerMs)), answerMs);
      connected.resolve(undefined);
    };
    const fail = (thrown: unknown): void => {
      const error = this.#failures.of(thrown);
      connected.reject(error);
      answered.reject(error);
    };
    request.once("socket", (socket) => {
      if (request.reusedSocket) onConnected();
      else socket.once(this.#isTls ? "secureConnect" : "connect", onConnected);
    });
    request.once("response", (response) => {
      response.on("error", () => undefined); // its status is all that matters
      answered.resolve(response);
    });
    request.on("error", fail); // it may break more than once
    request.once("close", () => {
      clearTimeout(timer);
      fail(this.#failures.noAnswer());
    });
    for (const { promise } of [connected, answered]) promise.catch(() => undefined); // one of them has no listener
    return { connected: connected.promise, answered: answered.promise };
  }
}

/** Whether a request got no answer because the connection, which others had used before, was ended. */
function wasStale({ reusedSocket }: ClientRequest, error: unknown): boolean {
  return reusedSocket && error instanceof ReelbusError && ENDED.has(systemCodeOf(error.cause));
}

/** Reads a body to its end, or leaves it, and with it the connection, when it is long. */
async function discardBody(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) return;
    }
  } catch {
    // The status, which is the answer, had come.
  }
}
