import { CLOSED_PORT } from "@reelbus/testing";
import type { Failure } from "../../support/bad-input-bench.ts";
import type { Fault } from "../../support/broken-server.ts";
import { FOUND_BY, type BadCase } from "./bad-case.ts";

/** The faults of web servers. */
export const BAD_SERVERS: readonly BadCase[] = [
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
    Message: `ContentAcquisition: ${url} redirects more than 5 times. Check the URL.`,
  })),
  from("a server that never answers", "silent", (url) => ({
    ...FOUND_BY.preValidation,
    Reason: "timeout",
    Retryable: true,
    Message: `ContentAcquisition: ${url} was not answered within 15 s. Check its server.`,
  })),
  from("a server that stops sending", "stalls", (url) => ({
    ...FOUND_BY.acquisition,
    Reason: "timeout",
    Retryable: true,
    Message: `${url} stopped sending: no byte came for 30 s. Check its server.`,
  })),
  from("a server that sends less than it announced", "short", (url) => ({
    ...FOUND_BY.acquisition,
    Reason: "incomplete-transfer",
    Retryable: true,
    Message: `The transfer of ${url} broke off before its end. Check its server.`,
  })),
];

function from(what: string, fault: Fault, answer: (url: string) => Failure): BadCase {
  return {
    what,
    make: ({ server }) =>
      Promise.resolve({
        ContentAcquisition: { Provider: "Http", UriPath: `${server.urlOf(fault)}?signature=marker-of-a-signature` },
      }),
    answer: ({ server }) => answer(`${server.urlOf(fault)}?[redacted]`),
  };
}

const refused = { ...FOUND_BY.preValidation, Reason: "host-unreachable", Retryable: true } as const;

/** A host that refuses connections, as source and as broker. */
export const BAD_HOSTS: readonly BadCase[] = [
  {
    what: "a source whose host refuses",
    make: () =>
      Promise.resolve({
        ContentAcquisition: { Provider: "Http", UriPath: `http://127.0.0.1:${CLOSED_PORT}/film.mp4` },
      }),
    answer: () => ({
      ...refused,
      Message: `ContentAcquisition: The host 127.0.0.1:${CLOSED_PORT} of http://127.0.0.1:${CLOSED_PORT}/film.mp4 can't be reached (ECONNREFUSED). Check its port and the network.`,
    }),
  },
  {
    what: "a publisher that can't be reached",
    make: ({ source }) =>
      Promise.resolve({
        MessagePublishers: [
          { Type: "Files", UriPath: source },
          { Type: "RabbitMq", Protocol: "amqp", Host: "127.0.0.1", Port: CLOSED_PORT, Queue: "events" },
        ],
      }),
    answer: () => ({
      ...refused,
      Message: `MessagePublishers[1]: RabbitMQ at 127.0.0.1:${CLOSED_PORT} can't be reached (ECONNREFUSED). Check Host, Port and the network.`,
    }),
  },
];
