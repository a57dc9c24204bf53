import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { AcquisitionStorage } from "@reelbus/contracts";
import { badResponse } from "./http-failures.ts";
import type { HttpLimits } from "./http-limits.ts";
import { sendRequest, type HttpRequest } from "./send-request.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Requests with the customer's credentials, following redirects. */
export class HttpClient {
  readonly limits: HttpLimits;
  readonly #authorization: string | null;

  constructor({ CredentialsName: name, CredentialsSecret: secret }: AcquisitionStorage, limits: HttpLimits) {
    this.limits = limits;
    this.#authorization =
      name === undefined || secret === undefined
        ? null
        : `Basic ${Buffer.from(`${name}:${secret}`, "utf8").toString("base64")}`;
  }

  /**
   * The answer to a request, of whatever status, after at most 5 redirects. The credentials go to the origin of the
   * given URL alone. Its body must be read or destroyed.
   */
  async send(
    method: HttpRequest["method"],
    uri: string,
    headers: OutgoingHttpHeaders,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const first = new URL(uri);
    let url = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await sendRequest(
        { url, method, headers: { ...headers, ...this.#headersFor(url, first) } },
        this.limits,
        signal,
      );
      const location = response.headers.location;
      if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) return response;
      response.destroy();
      url = redirected(uri, url, location);
    }
    throw badResponse(uri, `redirects more than ${MAX_REDIRECTS} times. Check the URL.`);
  }

  #headersFor(url: URL, first: URL): OutgoingHttpHeaders {
    return {
      // The bytes as they are: their count must be the announced one.
      "accept-encoding": "identity",
      "user-agent": "Reelbus",
      ...(this.#authorization !== null && url.origin === first.origin ? { authorization: this.#authorization } : {}),
    };
  }
}

function redirected(uri: string, from: URL, location: string): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw badResponse(uri, "redirects to something that is no http or https URL. Check the URL.");
  // Node would send them as credentials.
  url.username = "";
  url.password = "";
  return url;
}
