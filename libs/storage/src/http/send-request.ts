import { request as requestOverTcp, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as requestOverTls } from "node:https";
import { badResponse, connectionFailure, noAnswer, noConnection } from "./http-failures.ts";
import type { HttpLimits } from "./http-limits.ts";

/** One request, without body. */
export interface HttpRequest {
  /** http or https, without user and password. */
  readonly url: URL;
  readonly method: "GET" | "HEAD";
  readonly headers: OutgoingHttpHeaders;
}

/**
 * Sends one request on a connection of its own and resolves to the answer when its head has come. The body must be
 * read or destroyed; an abort of the signal breaks it off too.
 *
 * @throws {ReelbusError} when there is no answer within the limits
 */
export function sendRequest(
  { url, method, headers }: HttpRequest,
  limits: HttpLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestOverTls : requestOverTcp;
    const request = send(url, { method, headers, agent: false, signal });
    let timer = setTimeout(() => request.destroy(noConnection(url, limits.connectMs)), limits.connectMs);

    const awaitAnswer = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.destroy(noAnswer(url, limits.answerMs)), limits.answerMs);
    };
    request.once("socket", (socket) => {
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", awaitAnswer);
    });
    request.once("response", (response) => {
      clearTimeout(timer);
      // What breaks the body off is thrown to its reader; without a reader it is nobody's business.
      response.on("error", () => undefined);
      resolve(response);
    });
    // Stays for the whole life of the request: it may break more than once.
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(connectionFailure(error, url));
    });
    // Without an error where the answer asks for another protocol.
    request.once("close", () => {
      clearTimeout(timer);
      reject(badResponse(url.href, "closed the connection without an answer. Check its server."));
    });
    request.end();
  });
}
