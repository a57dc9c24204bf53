import { freePort } from "@reelbus/testing";
import type { BrokenServer, Fault } from "../../support/broken-server.ts";
import type { Failure } from "../../support/bad-input-bench.ts";
import { FOUND_BY, type BadCase } from "./bad-case.ts";

/** The faults of web servers. */
export function badServers(server: BrokenServer): readonly BadCase[] {
  const from = (what: string, fault: Fault, answer: (url: string) => Failure): BadCase => ({
    what,
    make: () =>
      Promise.resolve({
        ContentAcquisition: { Provider: "Http", UriPath: `${server.urlOf(fault)}?signature=marker-of-a-signature` },
      }),
    answer: () => answer(server.urlOf(fault)),
  });
  return [
    from("HTTP 404", "missing", (url) => ({
      ...FOUND_BY.acquisition,
      Reason: "file-not-found",
      Retryable: false,
      Message: `${url} does not exist (HTTP 404). Check the URL.`,
    })),
    from("HTTP 403", "forbidden", (url) => ({
      ...FOUND_BY.preValidation,
      Reason: "access-denied",
      Retryable: false,
      Message: `ContentAcquisition: ${url} may not be read (HTTP 403). Check CredentialsName and CredentialsSecret, or the URL's signature.`,
    })),
    from("a redirect loop", "loop", (url) => ({
      ...FOUND_BY.preValidation,
      Reason: "bad-response",
      Retryable: false,
      Message: `ContentAcquisition: ${url} redirects more than 5 times.`,
    })),
    from("a server that never answers", "silent", () => ({
      ...FOUND_BY.preValidation,
      Reason: "timeout",
      Retryable: true,
      Message: "",
    })),
    from("a server that stops sending", "stalls", (url) => ({
      ...FOUND_BY.acquisition,
      Reason: "timeout",
      Retryable: true,
      Message: `${url} stopped sending: no byte came for 30 s.`,
    })),
    from("a server that sends less than it announced", "short", (url) => ({
      ...FOUND_BY.acquisition,
      Reason: "incomplete-transfer",
      Retryable: true,
      Message: `The transfer of ${url} broke off before its end.`,
    })),
  ];
}

/** A host that refuses connections, as source and as broker. */
export async function badHosts(): Promise<readonly BadCase[]> {
  const port = await freePort();
  const refused = { ...FOUND_BY.preValidation, Reason: "host-unreachable", Retryable: true } as const;
  return [
    {
      what: "a source whose host refuses",
      make: () =>
        Promise.resolve({
          ContentAcquisition: { Provider: "Http", UriPath: `http://127.0.0.1:${port}/film.mp4` },
        }),
      answer: () => ({ ...refused, Message: "" }),
    },
    {
      what: "a publisher that can't be reached",
      make: ({ source }) =>
        Promise.resolve({
          MessagePublishers: [
            { Type: "Files", UriPath: source },
            { Type: "RabbitMq", Protocol: "amqp", Host: "127.0.0.1", Port: port, Queue: "events" },
          ],
        }),
      answer: () => ({ ...refused, Message: "" }),
    },
  ];
}
